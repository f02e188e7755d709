import { reasonError } from '@firstring/contracts';

const TEXT_MAX = 256;

/** A named, non-empty string of a request, or INVALID_ARGUMENT that says which field. */
export function required(value: string, field: string): string {
  if (value === '' || value.length > TEXT_MAX) {
    throw reasonError('INVALID_ARGUMENT', { message: `${field} is required`, details: { field } });
  }
  return value;
}
