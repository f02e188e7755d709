import type { ReactNode } from 'react';
import telephony from './telephony.module.css';

/** Fields that belong together. */
export function FieldGroup({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <fieldset className={telephony['group']}>
      <legend>{title}</legend>
      <p>{lead}</p>
      <div className={telephony['fields']}>{children}</div>
    </fieldset>
  );
}
