import { z } from 'zod';

/** A configuration that cannot be used; the message lists every problem at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads a service's configuration from environment variables: the schema's keys are the variables' names.
 * Unknown variables with the service's prefix are errors, so that a typo is noticed.
 */
export function loadConfig<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  env: Readonly<Record<string, string | undefined>>,
  prefix: string,
): Readonly<z.infer<z.ZodObject<Shape>>> {
  // Its own address is for others: all services may be given the same list.
  const unknown = Object.keys(env).filter(
    (name) => name.startsWith(prefix) && name !== `${prefix}ADDRESS` && !(name in schema.shape),
  );
  const parsed = schema.safeParse(env);
  const problems = [
    ...unknown.map((name) => `${name}: no such setting`),
    ...(parsed.success
      ? []
      : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)),
  ];
  if (problems.length > 0 || !parsed.success) throw new ConfigError(problems.join('\n'));
  return Object.freeze(parsed.data);
}
