import type { ReactNode } from 'react';
import styles from './badge.module.css';

export type BadgeTone =
  | 'p1'
  | 'p2'
  | 'p3'
  | 'p4'
  | 'callback'
  | 'dialback'
  | 'good'
  | 'bad'
  | 'warn'
  | 'accent'
  | 'plain';

/** A word in a coloured pill; the word carries the meaning, the colour only helps to find it. */
export function Badge({ tone, children }: { tone: BadgeTone; children: ReactNode }) {
  return <span className={`${styles['badge']} ${styles[tone]}`}>{children}</span>;
}
