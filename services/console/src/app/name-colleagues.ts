import type { DeskState } from './ports.ts';
import type { Users } from './users.ts';

/** The agents a desk tells of, by their names: accounts are the console's own. */
export async function nameColleagues(users: Pick<Users, 'agentName'>, state: DeskState): Promise<DeskState> {
  const { call, handover, notReadyBy } = state;
  const colleague = call?.colleague;
  const [name, fromName, by] = await Promise.all([
    colleague === undefined ? '' : users.agentName(colleague.agentId),
    handover === undefined ? '' : users.agentName(handover.fromAgentId),
    notReadyBy === '' ? '' : users.agentName(notReadyBy),
  ]);
  return {
    ...state,
    notReadyBy: by,
    call:
      call === undefined || colleague === undefined ? call : { ...call, colleague: { ...colleague, name } },
    handover: handover === undefined ? undefined : { ...handover, fromName },
  };
}
