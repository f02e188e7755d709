import styles from './lists.module.css';

/** How much of something is done, as a bar and as a number. */
export function Progress({ label, part }: { label: string; part: number }) {
  const percent = Math.min(100, Math.floor(part * 100));
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuetext={`${percent}%`}
      className={styles['bar']}
    >
      <div style={{ width: `${percent}%` }} />
    </div>
  );
}
