import type { LinkProfileView } from '../../../src/app/views/links.ts';

/** A profile as the fields of a form: lists are lines of text, switches are 'on' or empty. */
export interface LinkProfileFields {
  readonly authentication: string;
  readonly fieldMap: string;
  readonly alwaysOk: string;
  readonly answerForm: string;
  readonly leadsPerMinute: string;
  readonly pingPost: string;
  readonly pingRules: string;
  readonly consentRequired: string;
}

export const LINK_PROFILE_FIELDS = [
  'authentication',
  'fieldMap',
  'alwaysOk',
  'answerForm',
  'leadsPerMinute',
  'pingPost',
  'pingRules',
  'consentRequired',
] as const satisfies readonly (keyof LinkProfileFields)[];

export function toProfileFields(profile: LinkProfileView): LinkProfileFields {
  return {
    authentication: profile.authentication,
    fieldMap: profile.fieldMap.map(({ theirs, ours }) => `${theirs} = ${ours}`).join('\n'),
    alwaysOk: profile.alwaysOk ? 'on' : '',
    answerForm: profile.answerForm,
    leadsPerMinute: profile.leadsPerMinute === 0 ? '' : String(profile.leadsPerMinute),
    pingPost: profile.pingPost ? 'on' : '',
    pingRules: profile.pingRules.map(({ field, values }) => `${field}: ${values.join(', ')}`).join('\n'),
    consentRequired: profile.consentRequired ? 'on' : '',
  };
}

/** The profile a form says, or the first line that cannot be read, by field. */
export function readProfileFields(
  fields: LinkProfileFields,
):
  | { readonly profile: LinkProfileView }
  | { readonly field: 'fieldMap' | 'pingRules'; readonly line: string } {
  const map = linesOf(fields.fieldMap).map((line) => ({ line, parts: split(line, '=') }));
  const rules = linesOf(fields.pingRules).map((line) => ({ line, parts: split(line, ':') }));
  const badMap = map.find(({ parts }) => parts === undefined);
  if (badMap !== undefined) return { field: 'fieldMap', line: badMap.line };
  const badRule = rules.find(({ parts }) => parts === undefined);
  if (badRule !== undefined) return { field: 'pingRules', line: badRule.line };
  const { authentication } = fields;
  return {
    profile: {
      authentication: authentication === 'key' || authentication === 'signature' ? authentication : 'token',
      fieldMap: map.flatMap(({ parts }) =>
        parts === undefined ? [] : [{ theirs: parts[0], ours: parts[1] }],
      ),
      alwaysOk: fields.alwaysOk !== '',
      answerForm: fields.answerForm === 'xml' ? 'xml' : 'json',
      leadsPerMinute: Number(fields.leadsPerMinute),
      pingPost: fields.pingPost !== '',
      pingRules: rules.flatMap(({ parts }) =>
        parts === undefined ? [] : [{ field: parts[0], values: valuesOf(parts[1]) }],
      ),
      consentRequired: fields.consentRequired !== '',
    },
  };
}

/** The form's field for a refusal of the lead store, `profile.field_map`. */
export function profileFieldOf(field: unknown): keyof LinkProfileFields | undefined {
  if (typeof field !== 'string') return undefined;
  if (field.startsWith('profile.field_map') || field.startsWith('profile.fieldMap')) return 'fieldMap';
  if (field.startsWith('profile.ping_rules') || field.startsWith('profile.pingRules')) return 'pingRules';
  return field.startsWith('profile.leads') ? 'leadsPerMinute' : undefined;
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Both sides of the last mark: a vendor's name may hold anything. */
function split(line: string, mark: '=' | ':'): readonly [string, string] | undefined {
  const at = mark === '=' ? line.lastIndexOf(mark) : line.indexOf(mark);
  const [left, right] = [line.slice(0, Math.max(0, at)).trim(), line.slice(at + 1).trim()];
  return at === -1 || left === '' || right === '' ? undefined : [left, right];
}

function valuesOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '');
}
