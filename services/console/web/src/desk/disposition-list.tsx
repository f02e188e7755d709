import type { DispositionCategoryName, DispositionView } from '../../../src/app/views/leads.ts';
import { usePreferences } from '../preferences.ts';
import { Key } from '../ui/button.tsx';
import styles from './outcome-panel.module.css';

const CATEGORY_WORDS: Readonly<Record<DispositionCategoryName, string>> = {
  final: 'done',
  retry: 'try again',
  callback: 'agree a time',
  dnc: 'do not call',
  converted: 'converted',
};

interface DispositionListProps {
  dispositions: readonly DispositionView[];
  chosen: string | undefined;
  isDisabled: boolean;
  onChoose(code: string): void;
}

/** The campaign's outcomes, each with its number key. Native radio buttons: arrows and readers work by themselves. */
export function DispositionList({ dispositions, chosen, isDisabled, onChoose }: DispositionListProps) {
  const { shortcuts } = usePreferences();
  return (
    <fieldset className={styles['choices']} disabled={isDisabled}>
      <legend className={styles['label']}>Outcome</legend>
      {dispositions.map((disposition, index) => (
        <label key={disposition.code} className={styles['choice']}>
          <input
            type="radio"
            name="disposition"
            value={disposition.code}
            checked={chosen === disposition.code}
            onChange={() => onChoose(disposition.code)}
            {...(shortcuts && index < 9 ? { 'aria-keyshortcuts': String(index + 1) } : {})}
          />
          {shortcuts && index < 9 ? <Key label={String(index + 1)} /> : null}
          <span>{disposition.label}</span>
          <span className={styles['category']}>{CATEGORY_WORDS[disposition.category]}</span>
        </label>
      ))}
    </fieldset>
  );
}
