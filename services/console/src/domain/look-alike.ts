/** Letters of other alphabets that look like Latin ones: enough to catch what is typed to deceive, or by mistake. */
const LOOKS_LIKE: Readonly<Record<string, string>> = {
  а: 'a', // Cyrillic
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  у: 'y',
  х: 'x',
  і: 'i',
  ѕ: 's',
  ј: 'j',
  α: 'a', // Greek
  ο: 'o',
  ν: 'v',
  ρ: 'p',
  ι: 'i',
  к: 'k',
  м: 'm',
  т: 't',
  н: 'h',
  в: 'b',
};

/** Why a name may be taken for another one; undefined when it may not. Names are kept as they are: people are only told. */
export function lookAlikeWarning(name: string, others: readonly string[]): string | undefined {
  const twin = others.find((other) => other !== name && skeleton(other) === skeleton(name));
  if (twin !== undefined) return `The name looks like “${twin}”, a campaign that is there already.`;
  const scripts = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u];
  return name.split(/\P{L}+/u).some((word) => scripts.filter((script) => script.test(word)).length > 1)
    ? 'A word of the name mixes letters of several alphabets.'
    : undefined;
}

/** What the eye makes of a name. */
function skeleton(name: string): string {
  return Array.from(name.normalize('NFKC').toLowerCase(), (letter) => LOOKS_LIKE[letter] ?? letter)
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}
