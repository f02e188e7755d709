import { useState } from 'react';
import type { LeadDetails, PreviewView } from '../../../src/app/views/desk.ts';
import type { LeadView } from '../../../src/app/views/leads.ts';
import { formatAge, formatRemaining } from '../logic/durations.ts';
import { formatTheirTime, fullName, zoneCity } from '../logic/formats.ts';
import { callerName } from '../logic/missed-call-words.ts';
import { levelWords, spoken, STATUS_WORDS } from '../logic/words.ts';
import { LeadEditDialog } from '../leads/lead-edit-dialog.tsx';
import { useCan } from '../session.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useServerNow } from '../ui/use-now.ts';
import { CallerLine } from './caller-line.tsx';
import { CallHistory } from './call-history.tsx';
import { useDesk } from './desk-context.tsx';
import styles from './lead-card.module.css';
import { NumberChoice } from './number-choice.tsx';
import { OverrideDial } from './override-dial.tsx';
import { RecordingNote } from './recording-note.tsx';

/** Everything about the lead that is in front of the agent, before any call to it exists. */
export function LeadCard({ preview }: { preview: PreviewView }) {
  const { desk } = useDesk();
  const level = levelWords(preview);
  const details = desk?.details;
  return (
    <article className={styles['card']}>
      <header className={styles['head']}>
        <p className={styles['level']}>
          <Badge tone={level.tone}>{level.badge}</Badge>
          <span>{level.words}</span>
          {details?.claimed === 'me' ? <Badge tone="accent">Claimed by you</Badge> : null}
          <RecordingNote />
          <LockTime until={preview.lockExpireAt} />
        </p>
        <div className={styles['title']}>
          <h2 className={styles['name']}>{details === undefined ? 'Lead' : nameOf(details.lead)}</h2>
          {details === undefined || preview.leadId === '' ? null : (
            <EditLead lead={details.lead} fencingToken={preview.fencingToken} />
          )}
        </div>
        <p className={styles['reach']}>
          {details === undefined ? '…' : <Reach lead={details.lead} preview={preview} />}
          <span className={styles['quiet']}>{details?.lead.email}</span>
        </p>
      </header>
      {preview.caller === undefined ? null : (
        <CallerLine caller={preview.caller} numberName={details?.numberName ?? ''} />
      )}
      <OverrideDial />
      {details === undefined ? (
        <MissingDetails problem={desk?.detailsProblem} />
      ) : preview.leadId === '' ? (
        <p className={styles['quiet']}>This number is in no lead: the outcome goes to the call log alone.</p>
      ) : (
        <LeadFacts details={details} />
      )}
    </article>
  );
}

/** The numbers of a lead; a number that is in no lead stands above already. */
function Reach({ lead, preview }: { lead: LeadView; preview: PreviewView }) {
  return lead.leadId === '' ? null : <NumberChoice lead={lead} preview={preview} />;
}

/** A number that is in no lead is its own name, as far as it is told. */
function nameOf(lead: LeadView): string {
  return lead.leadId === '' ? callerName({ leadName: '', phone: lead.callerId }) : fullName(lead);
}

/** the agent puts right what the person says in the call. */
function EditLead({ lead, fencingToken }: { lead: LeadView; fencingToken: string }) {
  const can = useCan();
  const [open, setOpen] = useState(false);
  if (!can('lead:update-held')) return null;
  return (
    <>
      <Button onPress={() => setOpen(true)}>Edit</Button>
      {open ? (
        <LeadEditDialog lead={lead} fencingToken={fencingToken} onClose={() => setOpen(false)} />
      ) : null}
    </>
  );
}

/** While a lead's details are not there: why. */
export function MissingDetails({ problem }: { problem: string | undefined }) {
  if (problem === undefined) return <p className={styles['quiet']}>The details are being read.</p>;
  return (
    <Notice tone="warn">
      The lead is yours, but its details cannot be read now ({spoken(problem).toLowerCase()}). They appear
      here as soon as they can be.
    </Notice>
  );
}

/** What is known of a lead, and its earlier calls. */
export function LeadFacts({ details }: { details: LeadDetails }) {
  const { lead, calls } = details;
  return (
    <>
      <Facts lead={lead} />
      {lead.custom.length === 0 ? null : (
        <section className={styles['section']}>
          <h3>Given by the lead</h3>
          <dl className={styles['facts']}>
            {lead.custom.map((custom) => (
              <div key={custom.name}>
                <dt>{custom.label}</dt>
                <dd>{custom.value === '' ? '—' : custom.value}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <section className={styles['section']}>
        <h3>Earlier calls</h3>
        <CallHistory calls={calls} />
      </section>
    </>
  );
}

function Facts({ lead }: { lead: LeadView }) {
  const { clock } = useDesk();
  const now = useServerNow(clock);
  const theirs = formatTheirTime(now, lead.timeZone);
  return (
    <dl className={styles['facts']}>
      <Fact label="Came in" value={`${formatAge(now - lead.createdAt)} ago`} />
      {theirs === '' ? null : <Fact label={`Their time (${zoneCity(lead.timeZone)})`} value={theirs} />}
      <Fact label="Campaign" value={lead.campaignName} />
      {lead.vendorName === '' && lead.listName !== '' ? (
        <Fact label="List" value={lead.listName} />
      ) : (
        <Fact label="Vendor" value={lead.vendorName} />
      )}
      <Fact label="Status" value={STATUS_WORDS[lead.status]} />
    </dl>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value === '' ? '—' : value}</dd>
    </div>
  );
}

/** How long the lead stays with the agent; told only when it begins to matter. */
function LockTime({ until }: { until: number | undefined }) {
  const { clock } = useDesk();
  const now = useServerNow(clock);
  if (until === undefined || until - now > 5 * 60_000) return null;
  return (
    <Badge tone="warn">
      {until > now ? `Yours for ${formatRemaining(until - now)} more` : 'Your lock has run out'}
    </Badge>
  );
}
