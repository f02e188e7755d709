import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, type ReactNode } from 'react';
import type { CampaignRow } from '../../../src/app/views/campaigns.ts';
import type { ReportView } from '../../../src/app/views/reports.ts';
import { getJson } from '../api-client.ts';
import { campaignsKey } from '../campaigns/campaign-key.ts';
import { countGroups, FLOOR_GROUPS } from '../logic/floor-state.ts';
import { formatCount } from '../logic/formats.ts';
import { cellText } from '../logic/report-words.ts';
import { boardAlerts, latestHour, oldest } from '../logic/wallboard.ts';
import { waitingCounts } from '../logic/words.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { ClockContext, Elapsed } from './elapsed.tsx';
import { useCallers } from './use-callers.ts';
import { useFloor } from './use-floor.ts';
import styles from './wallboard.module.css';

const CAMPAIGNS_MS = 5000;
const REPORTS_MS = 15_000;

/** One page for a big screen: who does what, who waits, how fast leads are called, and what is wrong. */
export function WallboardPage() {
  const { processId } = useSession();
  const board = useRef<HTMLDivElement>(null);
  const { agents, trouble } = useFloor();
  const { callers, dialbacks } = useCallers();
  const campaigns = useQuery({
    queryKey: [...campaignsKey(processId), 'overview'],
    queryFn: () => getJson<{ campaigns: CampaignRow[] }>('/api/campaign-overview', { processId }),
    refetchInterval: CAMPAIGNS_MS,
  });
  const rows = campaigns.data?.campaigns ?? [];
  const lanes = rows.filter(({ state }) => state === 'active').flatMap(({ byLane }) => byLane);
  const counts = countGroups(agents ?? []);
  const alerts = boardAlerts({
    agents,
    campaigns: rows,
    troubles: [trouble, callers.trouble, dialbacks.trouble],
  });
  const waiting = callers.told?.callers ?? [];
  useEffect(() => {
    document.title = 'Wallboard · Firstring';
  }, []);
  return (
    <div ref={board} className={styles['board']}>
      <div className={styles['head']}>
        <h1>Wallboard</h1>
        <Button onPress={() => void board.current?.requestFullscreen()}>Fill the screen</Button>
      </div>
      <Alerts alerts={alerts} />
      <section className={styles['tiles']} aria-label="Agents by state">
        {FLOOR_GROUPS.filter(({ id }) => id !== 'offline').map(({ id, label }) => (
          <Tile
            key={id}
            label={label}
            figure={agents === undefined ? '—' : formatCount(counts.get(id) ?? 0)}
          />
        ))}
      </section>
      <section className={styles['tiles']} aria-label="Who called us">
        <ClockContext value={callers.clock}>
          <Tile
            label="On the line"
            figure={callers.told === undefined ? '—' : formatCount(waiting.length)}
            tone={waiting.length > 0 ? 'bad' : undefined}
            detail={<Longest since={oldest(waiting.map(({ arrivedAt }) => arrivedAt))} words="longest" />}
          />
        </ClockContext>
        <ClockContext value={dialbacks.clock}>
          <Tile
            label="To dial back"
            figure={dialbacks.told === undefined ? '—' : formatCount(dialbacks.told.total)}
            tone={(dialbacks.told?.total ?? 0) > 0 ? 'warn' : undefined}
            detail={
              <Longest
                since={oldest((dialbacks.told?.dialbacks ?? []).map(({ orderAt }) => orderAt))}
                words="oldest"
              />
            }
          />
        </ClockContext>
        <TodaysFigures processId={processId} />
      </section>
      <section className={styles['tiles']} aria-label="Leads that may be given now">
        {waitingCounts(lanes)
          .filter(({ id }) => id !== 'dialback')
          .map(({ id, label, words, count }) => (
            <Tile
              key={id}
              label={label}
              figure={campaigns.data === undefined ? '—' : formatCount(count)}
              detail={words}
            />
          ))}
      </section>
    </div>
  );
}

/** Read out when they change: somebody who does not look hears of them. */
function Alerts({ alerts }: { alerts: ReturnType<typeof boardAlerts> }) {
  return (
    <ul className={styles['alerts']} aria-label="Alerts" aria-live="polite" data-none={alerts.length === 0}>
      {alerts.length === 0 ? (
        <li>Nothing is wrong.</li>
      ) : (
        alerts.map(({ id, words }) => <li key={id}>{words}</li>)
      )}
    </ul>
  );
}

/** Speed to lead of the last hour, and the contact rate of today. */
function TodaysFigures({ processId }: { processId: string }) {
  const speed = useReport('speed', 'hour', processId);
  const rates = useReport('rates', 'day', processId);
  const { name, cells } = speed === undefined ? { name: '', cells: {} } : latestHour(speed, 'dialled');
  const told = (id: string): string => cellText({ id, label: '', kind: 'duration' }, cells);
  const speedDetail =
    told('dialled50') === '—'
      ? 'no dial today'
      : `median, opt-ins from ${name} on · 90 % in ${told('dialled90')}`;
  const share = cellText({ id: 'contactRate', label: '', kind: 'share' }, rates?.total ?? {});
  const dials = cellText({ id: 'dials', label: '', kind: 'count' }, rates?.total ?? {});
  return (
    <>
      <Tile label="Speed to lead" figure={told('dialled50')} detail={speedDetail} />
      <Tile label="Contact rate" figure={share} detail={`dials today: ${dials}`} />
    </>
  );
}

/** Today's, in the process's zone. */
function useReport(report: 'speed' | 'rates', by: 'hour' | 'day', processId: string): ReportView | undefined {
  const read = useQuery({
    queryKey: ['report', report, by, 'today', processId],
    queryFn: () => getJson<ReportView>(`/api/reports/${report}`, { processId, by }),
    refetchInterval: REPORTS_MS,
  });
  return read.data;
}

function Longest({ since, words }: { since: number | undefined; words: string }) {
  if (since === undefined) return 'nobody';
  return (
    <>
      {words} <Elapsed since={since} />
    </>
  );
}

interface TileProps {
  label: string;
  figure: string;
  detail?: ReactNode;
  tone?: 'warn' | 'bad' | undefined;
}

function Tile({ label, figure, detail, tone }: TileProps) {
  return (
    <dl className={styles['tile']} data-tone={tone} data-empty={figure === '0' || figure === '—'}>
      <dt>{label}</dt>
      <dd className={styles['figure']}>{figure}</dd>
      {detail === undefined ? null : <dd className={styles['detail']}>{detail}</dd>}
    </dl>
  );
}
