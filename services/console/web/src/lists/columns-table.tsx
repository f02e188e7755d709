import type { UploadPreview } from '../../../src/app/views/lists.ts';
import type { CustomParameterView } from '../../../src/app/views/settings.ts';
import { TARGET_WORDS } from '../logic/upload-words.ts';
import { SelectField } from '../ui/field.tsx';
import pageStyles from '../ui/page.module.css';
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
  return (
    <div
      className={`${pageStyles['tableWrap']} ${styles['preview']}`}
      tabIndex={0}
      role="region"
      aria-label="First rows"
    >
      <table className={pageStyles['table']}>
        <thead>
          <tr>
            {preview.columns.map(({ name }, at) => (
              <th key={`${at}`} scope="col">
                <SelectField
                  label={name === '' ? `Column ${at + 1}` : name}
                  value={targets[at] ?? ''}
                  onChange={(event) => onTarget(at, event.target.value)}
                >
                  {choices.map(([target, words]) => (
                    <option key={target} value={target}>
                      {words}
                    </option>
                  ))}
                </SelectField>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.map((row, line) => (
            <tr key={`${line}`}>
              {preview.columns.map((_, at) => (
                <td key={`${at}`}>
                  <bdi>{row[at] ?? ''}</bdi>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
