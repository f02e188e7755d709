import { useId, useRef } from 'react';
import type { PolicyProblemView } from '../../../src/app/views/policies.ts';
import styles from './policy.module.css';

interface PolicyEditorProps {
  text: string;
  /** Lines with an error or a warning. */
  errors: readonly PolicyProblemView[];
  warnings: readonly PolicyProblemView[];
  isDisabled: boolean;
  /** Ids of what describes it. */
  describedBy: string;
  onChange(text: string): void;
}

/** Plain text with line numbers: what is wrong is marked beside its line. */
export function PolicyEditor({
  text,
  errors,
  warnings,
  isDisabled,
  describedBy,
  onChange,
}: PolicyEditorProps) {
  const id = useId();
  const gutter = useRef<HTMLDivElement>(null);
  const count = text.split('\n').length;
  const tones = new Map<number, 'bad' | 'warn'>();
  for (const { line } of warnings) tones.set(line, 'warn');
  for (const { line } of errors) tones.set(line, 'bad');
  return (
    <div className={styles['frame']}>
      <label htmlFor={id}>Policy</label>
      <div className={styles['editor']}>
        <div ref={gutter} className={styles['gutter']} aria-hidden="true">
          {Array.from({ length: count }, (_, at) => (
            <div key={at} data-tone={tones.get(at + 1)}>
              {at + 1}
            </div>
          ))}
        </div>
        <textarea
          id={id}
          className={styles['text']}
          value={text}
          disabled={isDisabled}
          spellCheck={false}
          autoCapitalize="off"
          wrap="off"
          aria-invalid={errors.length > 0 || undefined}
          aria-describedby={describedBy}
          onChange={(event) => onChange(event.target.value)}
          onScroll={({ currentTarget }) => {
            if (gutter.current !== null) gutter.current.scrollTop = currentTarget.scrollTop;
          }}
        />
      </div>
    </div>
  );
}

/** Puts the cursor where a problem is. */
export function goToPlace(root: HTMLElement, { line, column }: PolicyProblemView): void {
  const area = root.querySelector('textarea');
  if (area === null) return;
  const before = area.value.split('\n').slice(0, line - 1);
  const offset = before.reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
  area.focus();
  area.setSelectionRange(offset, offset);
  const lineHeight = Number.parseFloat(getComputedStyle(area).lineHeight);
  area.scrollTop = Math.max(0, (line - 4) * lineHeight);
}
