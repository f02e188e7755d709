import { ClaimServiceDefinition } from '@firstring/contracts/claim/claim_service';
import { ExclusionServiceDefinition } from '@firstring/contracts/claim/exclusion_service';
import { DialbackServiceDefinition, MissedCause } from '@firstring/contracts/dialback/dialback_service';
import { toTime } from '@firstring/contracts';
import { ConfigurationServiceDefinition } from '@firstring/contracts/leads/configuration_service';
import { Campaign, DispositionCategory } from '@firstring/contracts/leads/lead_events';
import { LeadServiceDefinition } from '@firstring/contracts/leads/lead_service';
import { AppError, type Clock, type Random } from '@firstring/kernel';
import type { Rpc } from '@firstring/service-kit';
import { untilAnswered } from './_people.ts';
import type { SimWorld } from './_world.ts';

export const PROCESS = 'process-1';
export const CAMPAIGN = 'campaign-1';
export const PROBE_CAMPAIGN = 'campaign-probe';
/** Works in a campaign of its own, for which there are few leads: always able. */
export const PROBE_AGENT = 'agent-probe';
export const ATTEMPTS_A_DAY = 4;

const DISPOSITIONS = [
  { code: 'no_answer', label: 'No answer', category: DispositionCategory.DISPOSITION_CATEGORY_RETRY },
  { code: 'callback', label: 'Call back', category: DispositionCategory.DISPOSITION_CATEGORY_CALLBACK },
  { code: 'final', label: 'Not interested', category: DispositionCategory.DISPOSITION_CATEGORY_FINAL },
  { code: 'dnc', label: 'Do not call', category: DispositionCategory.DISPOSITION_CATEGORY_DNC },
];

/** Everybody outside who sends something in: the administrator, vendors, people who call, whoever keeps the do-not-call list. */
export class Office {
  isConfigured = false;
  /** Lead ids by link and number, as vendors were told. */
  readonly acknowledged = new Map<string, string>();
  readonly attempted = new Set<string>();
  readonly #world: SimWorld;
  readonly #deps: { readonly clock: Clock; readonly random: Random; readonly rpc: Rpc };
  readonly #links: string[] = [];
  #requests = 0;

  constructor(world: SimWorld, deps: { readonly clock: Clock; readonly random: Random; readonly rpc: Rpc }) {
    this.#world = world;
    this.#deps = deps;
  }

  /** A process, two campaigns, and two links into the first: two leads may have one number. */
  open(): void {
    this.#begin(async () => {
      const configuration = this.#client(ConfigurationServiceDefinition, 'lead-store');
      const { clock } = this.#deps;
      const process = { processId: PROCESS, name: 'Solar', timeZone: 'America/New_York' };
      await untilAnswered(clock, () => configuration.createProcess({ requestId: 'process', process }));
      const [windowStartMinute, windowEndMinute] = this.#world.options.window ?? [0, 1440];
      for (const [campaignId, agentIds] of [
        [CAMPAIGN, ['agent-1', 'agent-2', 'agent-3']],
        [PROBE_CAMPAIGN, [PROBE_AGENT]],
      ] as const) {
        const campaign = Campaign.fromPartial({
          campaignId,
          processId: PROCESS,
          name: campaignId,
          agentIds: [...agentIds],
          previewLimitSeconds: 20,
          wrapUpLimitSeconds: 15,
          ringLimitSeconds: 20,
          windowStartMinute,
          windowEndMinute,
          maxAttempts: 8,
          maxAttemptsPerDay: ATTEMPTS_A_DAY,
          skipBudget: 3,
          callerId: '+12025550100',
          dispositions: DISPOSITIONS,
        });
        await untilAnswered(clock, () => configuration.putCampaign({ requestId: campaignId, campaign }));
      }
      for (const [at, campaignId] of [CAMPAIGN, CAMPAIGN, PROBE_CAMPAIGN].entries()) {
        const link = { processId: PROCESS, campaignId, vendorName: `Vendor ${at}`, defaultCountry: 'US' };
        const request = { requestId: `link-${at}`, link };
        const made = await untilAnswered(clock, () => configuration.createIngestLink(request));
        this.#links.push(made.link?.ingestLinkId ?? '');
      }
      this.isConfigured = true;
    });
  }

  /** A vendor sends a lead until it is told that it is stored. */
  submit(link: 0 | 1 | 2, phone: string): void {
    const name = `${link}|${phone}`;
    this.attempted.add(name);
    const requestId = `submission-${(this.#requests += 1)}`;
    this.#begin(async () => {
      const leads = this.#client(LeadServiceDefinition, 'lead-store');
      const submission = {
        requestId,
        ingestLinkId: this.#links[link] ?? '',
        callerId: phone,
        callerIdRaw: phone,
        candidateZones: ['America/New_York'],
        timeZone: '',
        parameters: {},
      };
      const { results } = await untilAnswered(this.#deps.clock, () =>
        leads.upsertLeads({ requestId, submissions: [submission] }),
      );
      const leadId = results[0]?.leadId ?? '';
      this.#world.trace(`office is told that ${phone} of link ${link} is ${leadId}`);
      this.acknowledged.set(name, leadId);
      this.#world.invariants.acknowledged(name, leadId);
    });
  }

  /** Somebody calls in and nobody is there. */
  callIn(phone: string, leadId: string): void {
    const requestId = `missed-${(this.#requests += 1)}`;
    this.#begin(async () => {
      const { clock } = this.#deps;
      const missed = {
        processId: PROCESS,
        campaignId: CAMPAIGN,
        phone,
        leadId,
        cause: MissedCause.MISSED_CAUSE_NO_AGENT,
      };
      const missedTime = toTime(clock.now());
      const dialback = this.#client(DialbackServiceDefinition, 'dialback');
      await untilAnswered(clock, () => dialback.reportMissedCall({ requestId, ...missed, missedTime }));
      this.#world.trace(`office reports a missed call of ${phone}`);
    });
  }

  /** The number is on the do-not-call list once this is answered (I6). */
  exclude(phone: string): void {
    const requestId = `exclusion-${(this.#requests += 1)}`;
    this.#begin(async () => {
      const { clock } = this.#deps;
      const exclusion = { processId: PROCESS, phone, cause: 'asked_by_person', createdBy: 'office' };
      const exclusions = this.#client(ExclusionServiceDefinition, 'claim');
      await untilAnswered(clock, () =>
        exclusions.createExclusion({ requestId, exclusion }, { deadline: 15_000 } as object),
      );
      this.#world.trace(`office is told that ${phone} is excluded`);
    });
  }

  /** A token of yesterday: it must be refused. */
  meddle(phone: string, leadId: string, fencingToken: bigint): void {
    this.#begin(async () => {
      const requestId = `meddling-${(this.#requests += 1)}`;
      const key = { processId: PROCESS, phone, leadId };
      const claim = this.#client(ClaimServiceDefinition, 'claim');
      try {
        await untilAnswered(this.#deps.clock, () => claim.releaseLock({ requestId, key, fencingToken }));
      } catch (error) {
        if (AppError.from(error).reason !== 'STALE_TOKEN') throw error;
      }
    });
  }

  #client<Definition extends Parameters<ReturnType<Rpc['createClients']>['client']>[0]>(
    definition: Definition,
    address: string,
  ) {
    return this.#deps.rpc.createClients().client(definition, address);
  }

  #begin(work: () => Promise<void>): void {
    work().catch((error: unknown) => this.#world.invariants.broken('office', String(error)));
  }
}
