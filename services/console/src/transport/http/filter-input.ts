import {
  FILTER_LIMITS,
  type FetchOrderPolicy,
  type FilterClause,
  type FilterNode,
} from '@firstring/domain/filters';
import { z } from 'zod';
import type { FilterLayerView } from '../../app/views/filters.ts';
import { id, requestId, text } from './input.ts';

/** Room for what the limits of a filter allow; the words come from lead-store. */
const VALUES_MAX = FILTER_LIMITS.valuesMax + 1;
const NODES_MAX = FILTER_LIMITS.conditionsMax + 1;
const DEPTH_MAX = FILTER_LIMITS.depthMax;

const condition = z.object({
  type: z.literal('condition'),
  attribute: z.string().max(128),
  operator: z.enum(['=', '<', '<=', '>', '>=', 'in', 'like', 'between', 'is_null']),
  negated: z.boolean(),
  values: z.array(z.union([z.string().max(1024), z.number()])).max(VALUES_MAX),
});

/** One schema a level of depth: nothing of what comes can make the reading deeper than this. */
function clauseOf(depth: number): z.ZodType<FilterClause> {
  const node: z.ZodType<FilterNode> =
    depth >= DEPTH_MAX ? condition : z.union([condition, z.lazy(() => clauseOf(depth + 1))]);
  return z.object({
    type: z.literal('clause'),
    match: z.enum(['all', 'any']),
    nodes: z.array(node).max(NODES_MAX),
  });
}

export const root = clauseOf(1);

const version = z.string().regex(/^\d{1,15}$/, 'not a version');

/** words for the field that is empty; lead-store says the same. */
const named = {
  campaignId: id.or(z.literal('')).default(''),
  name: text(256).refine((value) => value.trim() !== '', 'is required'),
  enabled: z.boolean(),
};

export const filterBody = z
  .object({
    ...named,
    requestId,
    version,
    level: z.enum(['system', 'campaign', 'segment']),
    description: text(1000),
    root,
    shared: z.boolean().default(false),
    agentIds: z.array(id).max(1000).default([]),
  })
  .refine(({ level, description }) => level === 'segment' || description.trim() !== '', {
    path: ['description'],
    message: 'is required',
  });

const direction = z.enum(['asc', 'desc']);
const policy: z.ZodType<FetchOrderPolicy> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('upload_time'), direction }),
  z.object({ type: z.literal('random'), seed: z.number().int().min(0).max(2_147_483_647) }),
  z.object({ type: z.literal('natural') }),
  z.object({ type: z.literal('attempts'), direction }),
  z.object({ type: z.literal('customer_field'), attribute: z.string().max(128), direction }),
  z.object({ type: z.literal('retry_time'), direction }),
  z.object({
    type: z.literal('script'),
    source: z.string().max(65_536),
    direction: direction.default('asc'),
  }),
]);

const LAYER_DEPTH_MAX = 4;
function layerOf(depth: number): z.ZodType<FilterLayerView> {
  const inside = depth >= LAYER_DEPTH_MAX ? z.array(z.never()) : z.array(z.lazy(() => layerOf(depth + 1)));
  return z.object({ filterId: id, layers: inside.default([]) });
}

export const groupBody = z.object({
  ...named,
  requestId,
  version,
  level: z.enum(['system', 'campaign']),
  description: text(1000).refine((value) => value.trim() !== '', 'is required'),
  layers: z.array(layerOf(1)).max(64),
  // One more than are allowed gets through, so that lead-store says why it is refused.
  policies: z.array(policy).max(64),
});
