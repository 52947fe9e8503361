/** The credentials of one provider. */
export interface RoutingPool<P> {
  /** Profiles, in the order in which they are to be tried. */
  readonly ordered: readonly P[];
  /** Keys of the environment, tried after the profiles; absent: none. */
  readonly env?: readonly P[] | undefined;
  /** The environment's key beats every profile and is alone. */
  readonly envOverrides?: boolean | undefined;
}

/** One model of the chain, with what can answer it. */
export interface Leg<P> {
  /** `provider/model`. */
  readonly name: string;
  readonly providerId: string;
  /** As the provider calls it. */
  readonly model: string;
  /** False: called without a credential when there is none. */
  readonly needsKey: boolean;
  /** The provider limits each of its models apart. */
  readonly limitsPerModel?: boolean | undefined;
  readonly pool: RoutingPool<P> | undefined;
}

/** The model under which a limit is remembered, where the provider limits each apart. */
export const limitedModel = ({ limitsPerModel, model }: Pick<Leg<never>, 'limitsPerModel' | 'model'>) =>
  limitsPerModel === true ? model : undefined;

/** As it is named to people. */
export const where = (leg: { name: string; providerId: string }) => ({
  model: leg.name,
  provider: leg.providerId,
});
