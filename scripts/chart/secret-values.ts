import { z } from 'zod';

/** One credential: always in a Secret that somebody else makes, never in the values. */
export const secretKey = (key: string, what: string) =>
  z
    .strictObject({
      existingSecret: z
        .string()
        .default('')
        .describe(
          `Secret with ${what}. Empty: made by the chart where \`evaluation.enabled\`, refused otherwise where it is needed.`,
        ),
      key: z.string().default(key).describe('Its key in there.'),
    })
    .prefault({});
