import { MirrorsCard } from '#renderer/features/settings/mirrors-card.tsx';
import { PlacesCard } from '#renderer/features/settings/places-card.tsx';
import { VaultCard } from '#renderer/features/settings/vault-card.tsx';

/** Where secrets are kept, who gets copies, and every place where one lies. */
export function SecuritySection() {
  return (
    <>
      <VaultCard />
      <MirrorsCard />
      <PlacesCard />
    </>
  );
}
