import { Skeleton } from '#renderer/ui/skeleton.tsx';

/** A screen whose data has not come yet: it has its name already, for those who hear it. */
export function ScreenLoading({ title }: { title: string }) {
  return (
    <>
      <h1 className="visually-hidden">{title}</h1>
      <Skeleton rows={6} />
    </>
  );
}
