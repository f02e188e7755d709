import { useState } from 'react';
import type { AfterDisposition, DispositionSettings } from '../../../src/app/views/campaigns.ts';
import { AFTER_WORDS } from '../logic/campaign-words.ts';
import { draftsFault, moved, NEW_DISPOSITION, withCodes } from '../logic/disposition-drafts.ts';
import { Button } from '../ui/button.tsx';
import fieldStyles from '../ui/field.module.css';
import pageStyles from '../ui/page.module.css';
import styles from './campaigns.module.css';

const MINUTE_S = 60;

interface DispositionsEditorProps {
  dispositions: readonly DispositionSettings[];
  isReadOnly: boolean;
  isSaving: boolean;
  onSave(dispositions: DispositionSettings[]): void;
}

/** The table of dispositions: their order is that of the keys 1 to 9 at the desk. */
export function DispositionsEditor({ dispositions, isReadOnly, isSaving, onSave }: DispositionsEditorProps) {
  const [drafts, setDrafts] = useState<readonly DispositionSettings[]>(dispositions);
  const fault = draftsFault(drafts);
  const change = (at: number, part: Partial<DispositionSettings>): void =>
    setDrafts(drafts.map((draft, index) => (index === at ? { ...draft, ...part } : draft)));
  return (
    <fieldset disabled={isReadOnly} className={styles['plain']}>
      <div className={pageStyles['tableWrap']}>
        <table className={pageStyles['table']}>
          <thead>
            <tr>
              <th scope="col">Key</th>
              <th scope="col">Name</th>
              <th scope="col">Then the lead is</th>
              <th scope="col">After minutes</th>
              <th scope="col">At most times</th>
              <th scope="col" className={`${pageStyles['actions']} ${pageStyles['many']}`}>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {drafts.map((draft, at) => (
              <DispositionLine
                // The place is what a line is: names change while they are typed.
                key={at}
                draft={draft}
                at={at}
                isLast={at === drafts.length - 1}
                onChange={(part) => change(at, part)}
                onMove={(by) => setDrafts(moved(drafts, at, by))}
                onRemove={() => setDrafts(drafts.filter((_, index) => index !== at))}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className={styles['quiet']} role="status">
        {fault ?? 'Minutes and times are for “Tried again”: empty is the campaign’s own pause, and no limit.'}
      </p>
      {isReadOnly ? null : (
        <div className={styles['end']}>
          <Button onPress={() => setDrafts([...drafts, NEW_DISPOSITION])}>Add disposition</Button>
          <Button
            tone="accent"
            isDisabled={isSaving || fault !== undefined}
            onPress={() => onSave(withCodes(drafts))}
          >
            {isSaving ? 'Saving…' : 'Save dispositions'}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

interface DispositionLineProps {
  draft: DispositionSettings;
  at: number;
  isLast: boolean;
  onChange(part: Partial<DispositionSettings>): void;
  onMove(by: -1 | 1): void;
  onRemove(): void;
}

function DispositionLine({ draft, at, isLast, onChange, onMove, onRemove }: DispositionLineProps) {
  const { label, after, retryGapSeconds, retryTimesMax } = draft;
  const name = label === '' ? `disposition ${at + 1}` : label;
  const isRetry = after === 'retry';
  return (
    <tr>
      <td className={pageStyles['number']}>{at < 9 ? at + 1 : '—'}</td>
      <td>
        <input
          aria-label={`Name of ${name}`}
          className={`${fieldStyles['control']} ${styles['inTable']}`}
          value={label}
          maxLength={100}
          onChange={(event) => onChange({ label: event.target.value })}
        />
      </td>
      <td>
        <select
          aria-label={`What becomes of the lead after ${name}`}
          className={`${fieldStyles['control']} ${styles['inTable']}`}
          value={after}
          onChange={(event) => onChange({ after: event.target.value as AfterDisposition })} // one of its options
        >
          {Object.entries(AFTER_WORDS).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </td>
      <td>
        <CountInput
          label={`Minutes to wait after ${name}`}
          isDisabled={!isRetry}
          value={Math.round(retryGapSeconds / MINUTE_S)}
          max={129_600}
          onChange={(minutes) => onChange({ retryGapSeconds: minutes * MINUTE_S })}
        />
      </td>
      <td>
        <CountInput
          label={`Times ${name} may be said`}
          isDisabled={!isRetry}
          value={retryTimesMax}
          max={100}
          onChange={(times) => onChange({ retryTimesMax: times })}
        />
      </td>
      <td className={`${pageStyles['actions']} ${pageStyles['many']}`}>
        <div className={pageStyles['icons']}>
          <Button
            tone="quiet"
            aria-label={`Move ${name} up`}
            isDisabled={at === 0}
            onPress={() => onMove(-1)}
          >
            ↑
          </Button>
          <Button tone="quiet" aria-label={`Move ${name} down`} isDisabled={isLast} onPress={() => onMove(1)}>
            ↓
          </Button>
          <Button tone="quiet" aria-label={`Remove ${name}`} onPress={onRemove}>
            Remove
          </Button>
        </div>
      </td>
    </tr>
  );
}

interface CountInputProps {
  label: string;
  value: number;
  max: number;
  isDisabled: boolean;
  onChange(value: number): void;
}

/** A whole number; nothing stands for 0. */
function CountInput({ label, value, max, isDisabled, onChange }: CountInputProps) {
  return (
    <input
      type="number"
      aria-label={label}
      className={`${fieldStyles['control']} ${styles['narrow']}`}
      min={0}
      max={max}
      disabled={isDisabled}
      value={value === 0 || isDisabled ? '' : String(value)}
      onChange={(event) => onChange(Math.min(max, Math.max(0, Math.trunc(Number(event.target.value)))))}
    />
  );
}
