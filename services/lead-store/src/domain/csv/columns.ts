/** What a column of a file can be: a standard field, or a declared custom parameter. */
export type ColumnTarget =
  | { readonly type: 'phone'; readonly place: number }
  | { readonly type: 'name' | 'first_name' | 'last_name' | 'email' | 'time_zone' | 'ownership_code' }
  | { readonly type: 'custom'; readonly name: string };

const PHONE = /^phone(10|[1-9])$/;
const STANDARD = ['name', 'first_name', 'last_name', 'email', 'time_zone', 'ownership_code'] as const;

/** Reads a target as it travels: `phone1`, `first_name`, `custom:age`. */
export function parseTarget(text: string): ColumnTarget | undefined {
  const phone = PHONE.exec(text)?.[1];
  if (phone !== undefined) return { type: 'phone', place: Number(phone) };
  const standard = STANDARD.find((name) => name === text);
  if (standard !== undefined) return { type: standard };
  return text.startsWith('custom:') ? { type: 'custom', name: text.slice('custom:'.length) } : undefined;
}

/** Names that people and programs give to columns, folded; the first that fits wins. */
const KNOWN: readonly (readonly [target: string, names: RegExp])[] = [
  [
    'phone1',
    /^(callerid|phone|phone1|phonenumber|number|mobile|mobilenumber|mobilephone|cell|cellphone|tel|telephone|telefon|msisdn|contactnumber|primaryphone)$/,
  ],
  [
    'phone2',
    /^(phone2|secondphone|altphone|alternatephone|alternatenumber|homephone|landline|workphone|phone2number)$/,
  ],
  ['phone3', /^(phone3|thirdphone|otherphone)$/],
  ['first_name', /^(firstname|forename|givenname|vorname|prenom|first)$/],
  ['last_name', /^(lastname|surname|familyname|nachname|nom|last)$/],
  ['name', /^(name|fullname|contactname|customername|leadname)$/],
  ['email', /^(email|emailaddress|mail|emailid)$/],
  ['time_zone', /^(timezone|zone|tz)$/],
  // Not `owner`: where other programs say so they mean their own users, and such leads would be nobody's here.
  ['ownership_code', /^(ownershipcode|ownercode|teamcode)$/],
];

/**
 * A target for each column, by its name: custom parameters by name or label first, then the names people use. Each target once;
 * a file with one column of numbers gets it as phone1, whatever it is called.
 */
export function suggestTargets(
  header: readonly string[],
  parameters: readonly { readonly name: string; readonly label: string }[],
): readonly string[] {
  const taken = new Set<string>();
  const suggested = header.map((title) => {
    const folded = fold(title);
    const own = parameters.find(({ name, label }) => fold(name) === folded || fold(label) === folded);
    const target =
      own === undefined ? KNOWN.find(([, names]) => names.test(folded))?.[0] : `custom:${own.name}`;
    if (target === undefined || taken.has(target)) return '';
    taken.add(target);
    return target;
  });
  if (taken.has('phone1')) return suggested;
  const likely = header.findIndex(
    (title, at) => suggested[at] === '' && /phone|mobile|tel|number/i.test(title),
  );
  return suggested.map((target, at) => (at === likely ? 'phone1' : target));
}

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

/** Why this choice of columns cannot be imported; undefined when it can. */
export function targetsFault(
  targets: readonly string[],
  declared: ReadonlySet<string>,
  primaryField: string,
): string | undefined {
  const chosen = targets.filter((target) => target !== '');
  const unknown = chosen.find((target) => !isKnown(target, declared));
  if (unknown !== undefined) return `there is no field ${JSON.stringify(unknown.slice(0, 80))}`;
  const twice = chosen.find((target, at) => chosen.indexOf(target) !== at);
  if (twice !== undefined) return `two columns go into ${twice}; leave one of them out`;
  if (!chosen.includes('phone1'))
    return 'no column is the phone number; a contact cannot be dialled without one';
  if (primaryField !== 'phone1' && !chosen.includes(primaryField))
    return `no column is ${primaryField}, the primary field of the table`;
  return undefined;
}

function isKnown(text: string, declared: ReadonlySet<string>): boolean {
  const target = parseTarget(text);
  return target !== undefined && (target.type !== 'custom' || declared.has(target.name));
}
