import type { CustomParameterView } from '../../../src/app/views/settings.ts';
import { formText } from './form-text.ts';

/** The numbers of somebody who is typed, one a line. */
export function phonesIn(form: FormData): string[] {
  return formText(form, 'phones')
    .split(/\n/)
    .map((phone) => phone.trim())
    .filter((phone) => phone !== '');
}

/** The custom parameters that were filled in; their fields are named `custom.<name>`. */
export function customIn(
  form: FormData,
  parameters: readonly Pick<CustomParameterView, 'name'>[],
): Readonly<Record<string, string>> {
  const values = parameters.map(({ name }) => [name, formText(form, `custom.${name}`)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== ''));
}
