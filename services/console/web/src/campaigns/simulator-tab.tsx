import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import type { CampaignDetails } from '../../../src/app/views/campaigns.ts';
import type { SimulationView } from '../../../src/app/views/simulations.ts';
import { sendJson } from '../api-client.ts';
import { yesterdayIn } from '../logic/zoned-time.ts';
import { Button } from '../ui/button.tsx';
import { InputField, TextField } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import campaigns from './campaigns.module.css';
import { SimulationReport } from './simulation-report.tsx';
import styles from './simulator.module.css';
import { usePolicy } from './use-policy.ts';

/** The scheduler gives a simulation two minutes. */
const DEADLINE_MS = 130_000;

/** A day of dialling again, as it was or under another policy, beside the real one. */
export function SimulatorTab({ campaign }: { campaign: CampaignDetails }) {
  const { processId, campaignId, settings } = campaign;
  const policy = usePolicy(campaign);
  const timeZone = settings.timeZone === '' ? 'UTC' : settings.timeZone;
  const [day, setDay] = useState(() => yesterdayIn(timeZone, Date.now()));
  const [text, setText] = useState('');
  const running = useRef<AbortController>(undefined);
  const path = `/api/campaigns/${encodeURIComponent(campaignId)}/simulation?processId=${encodeURIComponent(processId)}`;
  const simulation = useMutation({
    mutationFn: () => {
      running.current = new AbortController();
      const { signal } = running.current;
      const asked = { day, timeZone, policy: text };
      return sendJson<SimulationView>('POST', path, asked, { deadlineMs: DEADLINE_MS, signal });
    },
  });
  const run = (event: FormEvent): void => {
    event.preventDefault();
    simulation.mutate();
  };
  const cancel = (): void => {
    running.current?.abort();
    simulation.reset();
  };
  return (
    <div className={campaigns['stack']}>
      <p className={campaigns['quiet']}>
        What would a day have been like under another policy? The day’s leads, agents and answers happen
        again; whom the day did not dial is answered by a model of it.
      </p>
      <div className={styles['sides']}>
        <form className={styles['form']} onSubmit={run}>
          <InputField
            label="Day"
            type="date"
            required
            value={day}
            hint={`From midnight to midnight in ${timeZone}.`}
            onChange={(event) => setDay(event.target.value)}
          />
          <TextField
            label="Policy"
            rows={12}
            spellCheck={false}
            value={text}
            hint="Empty: the policy of that day, which makes every choice again."
            onChange={(event) => setText(event.target.value)}
          />
          <div className={campaigns['buttons']}>
            <Button isDisabled={policy.data === undefined} onPress={() => setText(policy.data?.text ?? '')}>
              Take the policy of now
            </Button>
            {simulation.isPending ? (
              <Button onPress={cancel}>Cancel</Button>
            ) : (
              <Button type="submit" tone="accent">
                Simulate
              </Button>
            )}
          </div>
        </form>
        <div aria-live="polite">
          {simulation.isPending ? <p className={campaigns['quiet']}>The day is being simulated…</p> : null}
          <Problem of={simulation.error} />
          {simulation.data === undefined ? null : <SimulationReport report={simulation.data} />}
        </div>
      </div>
    </div>
  );
}
