import type { JsonSchema } from './json-schema.ts';

const BEGIN = '<!-- values: written by `npm run generate` -->';

/** The README with a table of every value below its marker. */
export function writeReadme(readme: string, schema: JsonSchema): string {
  const head = readme.slice(0, readme.indexOf(BEGIN) + BEGIN.length);
  if (!readme.includes(BEGIN)) throw new Error(`charts/firstring/README.md has lost its line ${BEGIN}`);
  const sections = Object.entries(schema.properties ?? {}).map(([name, property]) =>
    section(name, name === 'defaults' ? property : withoutShared(property, schema.properties?.['defaults'])),
  );
  return `${head}\n\n${sections.join('\n\n')}\n`;
}

/** A component without the keys that it shares with all others: they are told once. */
function withoutShared(component: JsonSchema, defaults: JsonSchema | undefined): JsonSchema {
  const { properties } = component;
  if (properties?.['config'] === undefined) return component;
  const own = Object.entries(properties).filter(
    ([name, { default: fallback }]) =>
      name === 'image' || fallback !== undefined || defaults?.properties?.[name] === undefined,
  );
  return { ...component, properties: Object.fromEntries(own) };
}

function section(name: string, schema: JsonSchema): string {
  const about =
    schema.properties === undefined || schema.description === undefined ? '' : `${schema.description}\n\n`;
  const table = ['| value | default | what it is |', '|---|---|---|', ...rows(name, schema)].join('\n');
  return `### ${name}\n\n${about}${table}`;
}

function rows(path: string, schema: JsonSchema): string[] {
  const inner = Object.entries(schema.properties ?? {});
  if (inner.length > 0) return inner.flatMap(([name, property]) => rows(`${path}.${name}`, property));
  return [`| \`${path}\` | ${code(schema.default)} | ${cell(schema)} |`];
}

function code(value: unknown): string {
  return value === undefined ? '' : `\`${escaped(JSON.stringify(value))}\``;
}

function cell(schema: JsonSchema): string {
  const allowed = schema.enum?.map((value) => `\`${String(value) || '""'}\``).join(', ');
  const range =
    schema.minimum === undefined || (schema.maximum ?? Number.MAX_SAFE_INTEGER) === Number.MAX_SAFE_INTEGER
      ? undefined
      : `${schema.minimum} to ${schema.maximum}`;
  return escaped([schema.description, allowed, range].filter((part) => part !== undefined).join(' · '));
}

function escaped(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}
