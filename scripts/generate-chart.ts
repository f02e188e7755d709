/**
 * Writes what of charts/firstring follows from the services' settings, their topics and the dashboards: a chart can hold only files of
 * its own folder. `--check` fails when it differs.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { valuesJsonSchema } from './chart/json-schema.ts';
import { chartValuesSchema } from './chart/values.ts';
import { writeReadme } from './chart/write-readme.ts';
import { writeTopics } from './chart/write-topics.ts';
import { writeValues } from './chart/write-values.ts';

const CHART = 'charts/firstring';
const schema = valuesJsonSchema();
const files = {
  'values.schema.json': `${JSON.stringify(schema, undefined, 2)}\n`,
  'values.yaml': writeValues(chartValuesSchema.parse({}), schema),
  'README.md': writeReadme(readFileSync(join(CHART, 'README.md'), 'utf8'), schema),
  'files/topics.yaml': writeTopics(),
  'files/alerts.yaml': readFileSync('deploy/prometheus/alerts.yaml', 'utf8'),
  ...Object.fromEntries(
    globSync('deploy/grafana/*.json').map((path) => [
      `files/dashboards/${basename(path)}`,
      readFileSync(path, 'utf8'),
    ]),
  ),
};

for (const [name, text] of Object.entries(files)) {
  const file = join(CHART, name);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text);
  } else if (readOrEmpty(file) !== text) {
    console.log(`${file} is not what scripts/chart and the services' settings say`);
    process.exitCode = 1;
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
