import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import type { IncomingNumberSettings, IncomingNumberView } from '../../../src/app/views/incoming-numbers.ts';
import { ApiProblem, problemText, sendJson } from '../api-client.ts';
import campaignStyles from '../campaigns/campaigns.module.css';
import { SaveNotice } from '../campaigns/save-notice.tsx';
import { numberFieldOf, settingsOf } from '../logic/incoming-form.ts';
import { useCan } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { useInvalidFocus } from '../ui/use-invalid-focus.ts';
import { numbersKey } from './number-path.ts';

/** What stands beside a field that was refused. */
export type ErrorOf = (field: string) => string | undefined;

export interface Refused {
  readonly field: string;
  readonly why: string;
}

interface NumberFormProps {
  number: IncomingNumberView;
  /** The part of the settings that this form holds, or what cannot be read. */
  read(form: FormData): Partial<IncomingNumberSettings> | Refused;
  /** The fields by which a refusal can be said; another one is said above. */
  fields: readonly string[];
  children(errorOf: ErrorOf): ReactNode;
}

/** One side of a number: saved over the version that is shown, the other sides stay. */
export function NumberForm({ number, read, fields, children }: NumberFormProps) {
  const can = useCan();
  const form = useRef<HTMLFormElement>(null);
  const [unread, setUnread] = useState<Refused>();
  const { processId, incomingNumberId, version } = number;
  const saving = useChange(numbersKey(processId), (part: Partial<IncomingNumberSettings>, requestId) =>
    sendJson<IncomingNumberView>(
      'PUT',
      `/api/incoming-numbers/${encodeURIComponent(incomingNumberId)}?${new URLSearchParams({ processId }).toString()}`,
      { requestId, version, settings: { ...settingsOf(number), ...part } },
    ),
  );
  const refused = unread ?? refusalOf(saving.error);
  const isSaid = refused !== undefined && fields.includes(refused.field);
  useInvalidFocus(form, isSaid ? `${refused.field} ${refused.why}` : undefined, saving.error);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const part = read(new FormData(event.currentTarget));
    const isRefused = 'why' in part;
    setUnread(isRefused ? part : undefined);
    if (isRefused) saving.reset();
    else saving.mutate(part);
  };
  return (
    <>
      <SaveNotice saving={saving} queryKey={numbersKey(processId)} saidBelow={isSaid} />
      <form ref={form} onSubmit={submit} key={JSON.stringify(settingsOf(number))}>
        <fieldset disabled={!can('incoming-number:write')} className={campaignStyles['plain']}>
          {children((field) => (isSaid && refused.field === field ? refused.why : undefined))}
          {can('incoming-number:write') ? (
            <div className={campaignStyles['end']}>
              <Button tone="accent" type="submit" isDisabled={saving.isPending}>
                {saving.isPending ? 'Saving…' : 'Save'}
              </Button>
            </div>
          ) : null}
        </fieldset>
      </form>
    </>
  );
}

function refusalOf(error: Error | null): Refused | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  if (error.reason === 'INCOMING_NUMBER_DUPLICATE') return { field: 'phone', why: problemText(error) };
  const { field } = error.details;
  if (error.reason !== 'INVALID_ARGUMENT' || typeof field !== 'string') return undefined;
  const words = error.message.startsWith(field) ? error.message.slice(field.length) : error.message;
  return { field: numberFieldOf(field), why: problemText(new Error(words.replace(/^:? /, ''))) };
}
