import { ApiProblem, problemText } from '../api-client.ts';

/** What was refused about this field, in words to stand beside it. */
export function fieldError(error: Error | null, field: string): string | undefined {
  if (error === null || refusedField(error) !== field) return undefined;
  const text = error.message.startsWith(`${field}: `) ? error.message.slice(field.length + 2) : error.message;
  return problemText(new Error(text));
}

/** A refusal that stands beside none of these fields. */
export function otherError(error: Error | null, fields: readonly string[]): Error | undefined {
  if (error === null) return undefined;
  const field = refusedField(error);
  return field !== undefined && fields.includes(field) ? undefined : error;
}

function refusedField(error: Error): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  const { field } = error.details;
  return typeof field === 'string' && field !== '' ? field : undefined;
}
