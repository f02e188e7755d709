import { useState } from 'react';
import type { AutomaticDiallingView } from '../../../src/app/views/campaigns.ts';
import { sendJson } from '../api-client.ts';
import { LEGAL_WARNING } from '../logic/pacing-words.ts';
import { useCan, useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { CheckField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import settings from './settings.module.css';
import { AUTOMATIC_DIALLING, useAutomaticDialling } from './use-automatic-dialling.ts';
import { useChange } from './use-change.ts';

/** The administrator's switch: without it no campaign of the process dials by itself. */
export function AutomaticDialling() {
  const state = useAutomaticDialling();
  return (
    <section className={settings['section']}>
      <h2>Automatic dialling</h2>
      <p className={settings['quiet']}>
        Parallel predictive and voice blast campaigns dial without an agent’s hand. They do so only while this
        is on.
      </p>
      <QueryState query={state}>{(stored) => <Switch stored={stored} />}</QueryState>
    </section>
  );
}

function Switch({ stored }: { stored: AutomaticDiallingView }) {
  const { processId } = useSession();
  const mayChange = useCan()('process:write');
  const [isRead, setIsRead] = useState(false);
  const change = useChange(['automatic-dialling', processId], (on: boolean, requestId) =>
    sendJson('PUT', `${AUTOMATIC_DIALLING}?processId=${encodeURIComponent(processId)}`, {
      requestId,
      on,
      ...(on ? { warningAccepted: true } : {}),
    }),
  );
  if (stored.on) {
    return (
      <>
        <Notice tone="warn">Automatic dialling is on for this process.</Notice>
        <Problem of={change.error} />
        {mayChange ? (
          <Button isDisabled={change.isPending} onPress={() => change.mutate(false)}>
            Switch off, and pause these campaigns
          </Button>
        ) : null}
      </>
    );
  }
  return (
    <>
      <p>Automatic dialling is off.</p>
      {mayChange ? (
        <>
          <ul>
            {LEGAL_WARNING.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
          <CheckField
            label="I have read this, and our calls are allowed"
            checked={isRead}
            onChange={(event) => setIsRead(event.currentTarget.checked)}
          />
          <Problem of={change.error} />
          <Button tone="accent" isDisabled={!isRead || change.isPending} onPress={() => change.mutate(true)}>
            Switch automatic dialling on
          </Button>
        </>
      ) : null}
    </>
  );
}
