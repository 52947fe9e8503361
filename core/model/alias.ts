import * as z from 'zod';

/** A name for a model: no `/`, which would make it a ref, and no `@`, behind which `/model` takes a profile. */
export const aliasSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'An alias has no spaces, slashes and @, and at most 64 letters, digits, dots, dashes and underscores.',
  );
