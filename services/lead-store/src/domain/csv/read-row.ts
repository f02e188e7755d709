import { OWNERSHIP_CODE_CHARS_MAX } from '@firstring/domain/lead-lifecycle';
import { candidateZones, knownZone, parsePhone } from '@firstring/domain/phone';
import { OTHER_PHONES_MAX, type Contact } from '../list-lead.ts';
import { PHONE_WORDS } from '../phone-words.ts';
import type { ColumnTarget } from './columns.ts';
import { readCustomValue, type DateOrder, type ParameterKind } from '../custom-value.ts';

/** How the rows of a file become contacts. */
export interface RowRules {
  /** One a column; undefined leaves it out. */
  readonly targets: readonly (ColumnTarget | undefined)[];
  readonly defaultCountry: string | undefined;
  readonly dateOrder: DateOrder | undefined;
  /** Declared custom parameters. */
  readonly kinds: ReadonlyMap<string, ParameterKind>;
  /** `phone1`, `email` or `custom:<name>`. */
  readonly primaryField: string;
}

export type RowResult =
  /** `notes` say what of the row was left out. */
  | { readonly type: 'contact'; readonly contact: Contact; readonly notes: readonly string[] }
  | { readonly type: 'invalid'; readonly reason: string };

const NAME_CHARS_MAX = 256;
const EMAIL_CHARS_MAX = 320;
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffd]/;
/** What a spreadsheet makes of a long number. */
const SPREADSHEET_NUMBER = /^[-+]?\d([.,]\d+)?e\+?\d+$/i;

/** One row of a file as a contact, or why it is none. The number decides; other values that cannot be read are left out and told. */
export function readRow(fields: readonly string[], rules: RowRules): RowResult {
  if (fields.length !== rules.targets.length) {
    return invalid(
      `the row has ${fields.length} columns, the header ${rules.targets.length}: a delimiter or a quote is wrong`,
    );
  }
  const cells = new Cells(fields, rules.targets);
  const unseen = cells.find((cell) => UNSEEN.test(cell));
  if (unseen !== undefined) return invalid(`${unseen} has a character that cannot be read`);
  const callerIdRaw = cleanPhone(cells.of('phone1'));
  if (SPREADSHEET_NUMBER.test(callerIdRaw))
    return invalid('phone1 was damaged by a spreadsheet: format the column as text and export it again');
  const callerId = parsePhone(callerIdRaw, rules.defaultCountry);
  if (!callerId.ok) return invalid(`phone1 ${PHONE_WORDS[callerId.reason]}`);
  const notes: string[] = [];
  const person = readPerson(cells, notes);
  const custom = readCustom(cells, rules, notes);
  const otherPhones = readOthers(cells, rules, { callerId: callerId.e164, notes });
  const primary = rules.primaryField === 'phone1' ? undefined : cells.of(rules.primaryField).trim();
  if (primary === '') return invalid(`${rules.primaryField}, the primary field, is empty`);
  return {
    type: 'contact',
    notes,
    contact: {
      ...person,
      callerId: callerId.e164,
      callerIdRaw,
      otherPhones,
      custom,
      primaryValue: primary?.slice(0, NAME_CHARS_MAX),
      candidateZones: candidateZones(callerId.e164, { timeZone: person.timeZone }),
    },
  };
}

/** The cells of a row by target. */
class Cells {
  readonly #byTarget = new Map<string, string>();

  constructor(fields: readonly string[], targets: readonly (ColumnTarget | undefined)[]) {
    for (const [at, target] of targets.entries()) {
      if (target !== undefined) this.#byTarget.set(targetName(target), fields[at] ?? '');
    }
  }

  of(target: string): string {
    return this.#byTarget.get(target) ?? '';
  }

  find(fits: (cell: string) => boolean): string | undefined {
    for (const [target, cell] of this.#byTarget) if (fits(cell)) return target;
    return undefined;
  }
}

function targetName(target: ColumnTarget): string {
  switch (target.type) {
    case 'phone':
      return `phone${target.place}`;
    case 'custom':
      return `custom:${target.name}`;
    default:
      return target.type;
  }
}

function readPerson(cells: Cells, notes: string[]) {
  const [first = '', ...rest] = cells.of('name').trim().split(/\s+/);
  const firstName = bounded('first_name', cells.of('first_name').trim() || first, { notes });
  const lastName = bounded('last_name', cells.of('last_name').trim() || rest.join(' '), { notes });
  const email = cells.of('email').trim();
  const isEmail = email === '' || (email.length <= EMAIL_CHARS_MAX && /^[^\s@]+@[^\s@]+$/.test(email));
  if (!isEmail) notes.push('email is no e-mail address');
  const zone = cells.of('time_zone').trim();
  const timeZone = zone === '' ? undefined : knownZone(zone);
  if (zone !== '' && timeZone === undefined) notes.push('time_zone is no zone of the IANA database');
  const code = cells.of('ownership_code').trim();
  const ownershipCode = bounded('ownership_code', code, { notes, charsMax: OWNERSHIP_CODE_CHARS_MAX });
  return {
    firstName,
    lastName,
    email: isEmail && email !== '' ? email : undefined,
    timeZone,
    ownershipCode,
  };
}

function bounded(
  field: string,
  text: string,
  { notes, charsMax = NAME_CHARS_MAX }: { readonly notes: string[]; readonly charsMax?: number },
): string | undefined {
  if (text.length <= charsMax) return text === '' ? undefined : text;
  notes.push(`${field} has more than ${charsMax} characters`);
  return undefined;
}

function readCustom(cells: Cells, rules: RowRules, notes: string[]): Readonly<Record<string, string>> {
  const custom: [string, string][] = [];
  for (const target of rules.targets) {
    const kind = target?.type === 'custom' ? rules.kinds.get(target.name) : undefined;
    if (target?.type !== 'custom' || kind === undefined) continue;
    const value = readCustomValue(cells.of(`custom:${target.name}`), kind, rules.dateOrder);
    if (value === undefined) notes.push(`${target.name} is no ${kind.type}`);
    else if (value !== '') custom.push([target.name, value]);
  }
  return Object.fromEntries(custom);
}

function readOthers(
  cells: Cells,
  rules: RowRules,
  { callerId, notes }: { callerId: string; notes: string[] },
): readonly string[] {
  const others = new Set<string>();
  for (let place = 2; place <= OTHER_PHONES_MAX + 1; place += 1) {
    const raw = cleanPhone(cells.of(`phone${place}`));
    if (raw === '') continue;
    const read = parsePhone(raw, rules.defaultCountry);
    if (!read.ok) notes.push(`phone${place} ${PHONE_WORDS[read.reason]}`);
    else if (read.e164 !== callerId) others.add(read.e164);
  }
  return [...others];
}

/** Spreadsheets keep a number as text by a quote before it. */
function cleanPhone(raw: string): string {
  return raw.trim().replace(/^'/, '');
}

function invalid(reason: string): RowResult {
  return { type: 'invalid', reason };
}
