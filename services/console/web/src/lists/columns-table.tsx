import type { UploadPreview } from '../../../src/app/views/lists.ts';
import type { CustomParameterView } from '../../../src/app/views/settings.ts';
import { TARGET_WORDS } from '../logic/upload-words.ts';
import { SelectField } from '../ui/field.tsx';
import { Table, type Column } from '../ui/table.tsx';
import styles from './lists.module.css';

interface ColumnsTableProps {
  preview: UploadPreview;
  parameters: readonly CustomParameterView[];
  targets: readonly string[];
  onTarget(at: number, target: string): void;
}

/** The first rows as they will be read, below what each column is. */
export function ColumnsTable({ preview, parameters, targets, onTarget }: ColumnsTableProps) {
  const choices = [
    ...TARGET_WORDS,
    ...parameters.map(({ name, label }): readonly [string, string] => [`custom:${name}`, label]),
  ];
  const columns = preview.columns.map(({ name }, at): Column<readonly string[]> => {
    const label = name === '' ? `Column ${at + 1}` : name;
    return {
      id: String(at),
      label,
      head: (
        <SelectField
          label={label}
          value={targets[at] ?? ''}
          onChange={(event) => onTarget(at, event.target.value)}
        >
          {choices.map(([target, words]) => (
            <option key={target} value={target}>
              {words}
            </option>
          ))}
        </SelectField>
      ),
      cell: (row) => <bdi>{row[at] ?? ''}</bdi>,
    };
  });
  return (
    <div className={styles['preview']} tabIndex={0} role="region" aria-label="First rows">
      <Table rows={preview.rows} columns={columns} keyOf={(_, line) => String(line)} />
    </div>
  );
}
