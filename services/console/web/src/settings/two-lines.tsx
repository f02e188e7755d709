import settings from './settings.module.css';

/** What matters, and below it, smaller, what belongs to it. */
export function TwoLines({ first, second }: { first: string; second: string }) {
  return (
    <div className={settings['two']}>
      {first}
      {second === '' ? null : <span>{second}</span>}
    </div>
  );
}
