import {
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from 'react';
import styles from './field.module.css';

interface FieldFrame {
  label: string;
  hint?: string | undefined;
  /** Why what stands in it was refused. */
  error?: string | undefined;
}

type Own = keyof FieldFrame;

/** A labelled input. Native controls: they know keyboards, readers and phones best. */
export function InputField({
  label,
  hint,
  error,
  ...rest
}: FieldFrame & Omit<InputHTMLAttributes<HTMLInputElement>, Own>) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <input id={id} {...described(id, hint, error)} className={styles['control']} {...rest} />
    </Frame>
  );
}

/** Several lines of text, such as a list with an entry a line. */
export function TextField({
  label,
  hint,
  error,
  ...rest
}: FieldFrame & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, Own>) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <textarea id={id} {...described(id, hint, error)} className={styles['control']} {...rest} />
    </Frame>
  );
}

export function SelectField({
  label,
  hint,
  error,
  children,
  ...rest
}: FieldFrame & Omit<SelectHTMLAttributes<HTMLSelectElement>, Own> & { children: ReactNode }) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <select id={id} {...described(id, hint, error)} className={styles['control']} {...rest}>
        {children}
      </select>
    </Frame>
  );
}

/** A switch with its label beside it. */
export function CheckField({
  label,
  hint,
  ...rest
}: Omit<FieldFrame, 'error'> & Omit<InputHTMLAttributes<HTMLInputElement>, Own>) {
  const id = useId();
  return (
    <div className={styles['field']}>
      <div className={styles['check']}>
        <input id={id} type="checkbox" {...described(id, hint, undefined)} {...rest} />
        <label htmlFor={id}>{label}</label>
      </div>
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className={styles['hint']}>
          {hint}
        </p>
      )}
    </div>
  );
}

function described(id: string, hint: string | undefined, error: string | undefined) {
  const texts = [
    ...(error === undefined ? [] : [`${id}-error`]),
    ...(hint === undefined ? [] : [`${id}-hint`]),
  ];
  return {
    'aria-describedby': texts.length === 0 ? undefined : texts.join(' '),
    ...(error === undefined ? {} : { 'aria-invalid': true }),
  };
}

function Frame({ id, label, hint, error, children }: FieldFrame & { id: string; children: ReactNode }) {
  return (
    <div className={styles['field']}>
      <label htmlFor={id} className={styles['label']}>
        {label}
      </label>
      {children}
      {error === undefined ? null : (
        <p id={`${id}-error`} className={styles['error']}>
          {error}
        </p>
      )}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className={styles['hint']}>
          {hint}
        </p>
      )}
    </div>
  );
}
