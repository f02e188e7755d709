import { useQuery } from '@tanstack/react-query';
import type { ScriptHealthView } from '../../../src/app/views/scripts.ts';
import { getJson } from '../api-client.ts';
import { formatCount, formatDayTime } from '../logic/formats.ts';
import { useSession } from '../session.tsx';
import { Notice } from '../ui/notice.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { FILTER_GROUPS_KEY } from './filter-keys.ts';

/** scripts of a saved group that failed; nothing while all is well. */
export function ScriptHealth({ filterGroupId }: { filterGroupId: string }) {
  const { processId } = useSession();
  const query = useQuery({
    queryKey: [...FILTER_GROUPS_KEY, processId, filterGroupId, 'scripts'],
    queryFn: () =>
      getJson<{ scripts: ScriptHealthView[] }>(
        `/api/filter-groups/${encodeURIComponent(filterGroupId)}/scripts`,
        { processId },
      ),
  });
  return (
    <QueryState query={query}>
      {({ scripts }) =>
        scripts
          .filter(({ firstFailure }) => firstFailure !== undefined)
          .map((script) => <Failures key={script.policyIndex} script={script} />)
      }
    </QueryState>
  );
}

function Failures({ script }: { script: ScriptHealthView }) {
  const { policyIndex, keys, failed, timeouts, outOfMemory, firstFailure, offAt } = script;
  const failures = formatCount(failed + timeouts + outOfMemory);
  const words = firstFailure?.message === '' ? firstFailure.reason : firstFailure?.message;
  return (
    <Notice tone={offAt === undefined ? 'warn' : 'bad'}>
      {offAt === undefined
        ? `The script of policy ${policyIndex + 1} gave no key for ${failures} leads (and one for ${formatCount(keys)}); the next policy decides for them.`
        : `The script of policy ${policyIndex + 1} is switched off since ${formatDayTime(offAt)}: it failed for ${failures} leads. The next policy decides for all. Save the group to switch it on again.`}{' '}
      First failure, lead <code>{firstFailure?.leadId}</code>: {words}
      {timeouts > 0 ? ` ${formatCount(timeouts)} took too long.` : ''}
      {outOfMemory > 0 ? ` ${formatCount(outOfMemory)} needed too much memory.` : ''}
    </Notice>
  );
}
