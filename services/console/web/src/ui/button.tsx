import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import { usePreferences } from '../preferences.ts';
import styles from './button.module.css';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children'> {
  tone?: 'plain' | 'accent' | 'good' | 'bad' | 'quiet' | 'link' | 'icon';
  /** Single key that does the same; shown on the button while shortcuts are on. */
  shortcut?: string | undefined;
  className?: string | undefined;
  children: ReactNode;
}

export function Button({ tone = 'plain', shortcut, className = '', children, ...rest }: ButtonProps) {
  const { shortcuts } = usePreferences();
  const toneClass = tone === 'plain' ? '' : styles[tone];
  const keys = shortcut !== undefined && shortcuts ? shortcut : undefined;
  return (
    <AriaButton
      {...rest}
      {...(keys === undefined ? {} : { 'aria-keyshortcuts': keys })}
      className={`${styles['button']} ${toneClass} ${className}`}
    >
      {children}
      {keys === undefined ? null : <Key label={keys} />}
    </AriaButton>
  );
}

/** A key cap; screen readers get the shortcut from aria-keyshortcuts instead. */
export function Key({ label }: { label: string }) {
  return (
    <kbd aria-hidden="true" className={styles['key']}>
      {label}
    </kbd>
  );
}
