/**
 * Writes packages/contracts/golden/VERSION.json: each event of the catalogue with every field filled, once a variant, as this version
 * puts it on the bus. Run it when a version is released; what is there is never written again, because brokers keep such bytes.
 *
 *   node scripts/golden-events.ts 0.1
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { TOPICS } from '@firstring/contracts';
import { EVENT_CODECS } from '@firstring/contracts/event-codecs';
import { runCommand } from './run-command.ts';

/** The part of protobuf's descriptors that is needed, in their JSON form. */
interface Field {
  readonly name: string;
  readonly jsonName: string;
  readonly label: string;
  readonly type: string;
  readonly typeName?: string;
  readonly oneofIndex?: number;
  readonly proto3Optional?: boolean;
}
interface Message {
  readonly name: string;
  readonly field?: readonly Field[];
  readonly nestedType?: readonly Message[];
  readonly enumType?: readonly Enum[];
  readonly options?: { readonly mapEntry?: boolean };
}
interface Enum {
  readonly name: string;
  readonly value: readonly { readonly name: string }[];
}
interface File {
  readonly package: string;
  readonly messageType?: readonly Message[];
  readonly enumType?: readonly Enum[];
}

const DEPTH_MAX = 6;
const messages = new Map<string, Message>();
const enums = new Map<string, Enum>();

function index(prefix: string, of: { messageType?: readonly Message[]; enumType?: readonly Enum[] }): void {
  for (const it of of.enumType ?? []) enums.set(`${prefix}.${it.name}`, it);
  for (const it of of.messageType ?? []) {
    messages.set(`${prefix}.${it.name}`, it);
    index(`${prefix}.${it.name}`, {
      ...(it.nestedType === undefined ? {} : { messageType: it.nestedType }),
      ...(it.enumType === undefined ? {} : { enumType: it.enumType }),
    });
  }
}

/** Samples of a message: one for each variant of its first union. */
function samplesOf(typeName: string, depth = 0): object[] {
  const fields = messages.get(typeName)?.field ?? [];
  const isVariant = (field: Field): boolean =>
    field.oneofIndex !== undefined && field.proto3Optional !== true;
  const plain = fields.filter((field) => !isVariant(field));
  const rest = Object.fromEntries(
    plain.flatMap((field) => {
      const value = valueOf(field, depth);
      return value === undefined ? [] : [[field.jsonName, value]];
    }),
  );
  const variants = fields.filter(isVariant);
  if (variants.length === 0) return [rest];
  const chosen = depth === 0 ? variants : variants.slice(0, 1);
  return chosen.map((field) => ({ ...rest, [field.jsonName]: valueOf(field, depth) }));
}

function valueOf(field: Field, depth: number): unknown {
  const entry = messages.get(field.typeName ?? '');
  if (entry?.options?.mapEntry === true) {
    const value = entry.field?.find(({ name }) => name === 'value');
    return value === undefined ? undefined : { key: single(value, depth + 1) };
  }
  const value = single(field, depth);
  return value === undefined || field.label !== 'LABEL_REPEATED' ? value : [value];
}

function single(field: Field, depth: number): unknown {
  switch (field.type) {
    case 'TYPE_STRING':
      return `${field.name} ü`;
    case 'TYPE_BYTES':
      return 'AAEC/w==';
    case 'TYPE_BOOL':
      return true;
    case 'TYPE_DOUBLE':
    case 'TYPE_FLOAT':
      return 0.5;
    case 'TYPE_INT64':
    case 'TYPE_UINT64':
      return '9007199254740993';
    case 'TYPE_ENUM':
      return enums.get(field.typeName ?? '')?.value.at(-1)?.name;
    case 'TYPE_MESSAGE':
      if (field.typeName === '.google.protobuf.Timestamp') return '2026-11-22T07:00:00.123Z';
      if (field.typeName === '.google.protobuf.Duration') return { seconds: '90', nanos: 5 };
      return depth < DEPTH_MAX ? samplesOf(field.typeName ?? '', depth + 1)[0] : undefined;
    default:
      return 1234;
  }
}

const [version = ''] = process.argv.slice(2);
const file = `packages/contracts/golden/${version}.json`;
if (!/^\d+\.\d+$/.test(version) || existsSync(file))
  throw new Error(`usage: VERSION that is not there yet, as 0.2: ${file}`);
const { exitCode, output } = await runCommand([
  'buf',
  'build',
  '--exclude-source-info',
  '-o',
  '-#format=json',
]);
if (exitCode !== 0) throw new Error(output);
for (const it of (JSON.parse(output) as { file: File[] }).file) index(`.${it.package}`, it);
const golden = TOPICS.flatMap(({ name, schema }) => {
  const codec = EVENT_CODECS[schema];
  if (codec === undefined) throw new Error(`no codec of ${schema}`);
  return samplesOf(`.${schema}`).map((json) => {
    const bytes = codec.encode(codec.fromJSON(json)).finish();
    return { topic: name, schema, json, bytes: Buffer.from(bytes).toString('base64') };
  });
});
mkdirSync('packages/contracts/golden', { recursive: true });
writeFileSync(file, `${JSON.stringify(golden, undefined, 1)}\n`);
console.log(`${golden.length} events in ${file}`);
