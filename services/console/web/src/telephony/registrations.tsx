import type { PhoneRow, RegistrationView } from '../../../src/app/views/telephony.ts';
import { formatAge } from '../logic/durations.ts';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { TwoLines } from '../ui/two-lines.tsx';
import telephony from './telephony.module.css';

interface RegistrationsProps {
  phone: PhoneRow;
  serverAt: number;
  /** Undefined for people who may only look. */
  onRemove: ((path: string) => void) | undefined;
}

/** Each place where an agent's phone is registered. */
export function Registrations({ phone, serverAt, onRemove }: RegistrationsProps) {
  const { agentId, agentName, username, registrations } = phone;
  if (registrations.length === 0) return username === '' ? '—' : 'Nowhere: it must sign in first';
  return (
    <ul className={telephony['places']}>
      {registrations.map((registration) => (
        <li key={registration.registrationId}>
          <TwoLines
            first={`${registration.transport.toUpperCase()} ${registration.source}`}
            second={<span title={registration.contact}>{describe(registration, serverAt)}</span>}
          />
          {onRemove === undefined ? null : (
            <ConfirmButton
              label="End"
              accessibleName={`End the registration of ${agentName} at ${registration.source}`}
              question={`End this registration of ${agentName}?`}
              consequence="The phone does not ring until it signs in again, which most phones do within minutes."
              onConfirm={() =>
                onRemove(
                  `/api/telephony/phones/${encodeURIComponent(agentId)}/registrations/${encodeURIComponent(registration.registrationId)}`,
                )
              }
            />
          )}
        </li>
      ))}
    </ul>
  );
}

function describe({ userAgent, expiresAt }: RegistrationView, serverAt: number): string {
  const runsOut = expiresAt === undefined ? '' : `for another ${formatAge(expiresAt - serverAt)}`;
  return [userAgent, runsOut].filter((part) => part !== '').join(', ');
}
