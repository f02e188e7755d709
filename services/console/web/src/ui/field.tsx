import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes } from 'react';
import styles from './field.module.css';

interface FieldFrame {
  label: string;
  hint?: string | undefined;
}

/** A labelled input. Native controls: they know keyboards, readers and phones best. */
export function InputField({ label, hint, ...rest }: FieldFrame & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint}>
      <input
        id={id}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className={styles['control']}
        {...rest}
      />
    </Frame>
  );
}

export function SelectField({
  label,
  hint,
  children,
  ...rest
}: FieldFrame & SelectHTMLAttributes<HTMLSelectElement> & { children: ReactNode }) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint}>
      <select id={id} className={styles['control']} {...rest}>
        {children}
      </select>
    </Frame>
  );
}

function Frame({ id, label, hint, children }: FieldFrame & { id: string; children: ReactNode }) {
  return (
    <div className={styles['field']}>
      <label htmlFor={id} className={styles['label']}>
        {label}
      </label>
      {children}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className={styles['hint']}>
          {hint}
        </p>
      )}
    </div>
  );
}
