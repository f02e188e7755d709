/** The direction inside a service (ARCHITECTURE.md): transport → app → domain; adapters behind ports; packages below services. */
const service = '^services/([^/]+)/src';
module.exports = {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment: 'rules import rules, kernel and the shared domain package; no I/O, no platform',
      severity: 'error',
      from: { path: '^(services/[^/]+/src/domain|packages/domain/src)/', pathNot: '\\.test\\.ts$' },
      to: {
        pathNot: [
          '^services/[^/]+/src/domain/',
          '^packages/(kernel|domain)/src/',
          '^node_modules/(libphonenumber-js|luxon|@types/luxon)/',
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'app-knows-no-transport',
      comment: 'use cases are called by transports, never the other way round',
      severity: 'error',
      from: { path: `${service}/app/` },
      to: { path: '^services/[^/]+/src/transport/' },
    },
    {
      name: 'services-do-not-import-each-other',
      comment:
        "a service's source is its own; services meet over gRPC and the bus; migrate only reads which collections they have",
      severity: 'error',
      from: { path: '^services/([^/]+)/', pathNot: '^services/(standalone|migrate)/' },
      to: { path: '^services/([^/]+)/', pathNot: '^services/$1/' },
    },
    {
      name: 'packages-do-not-import-services',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^services/' },
    },
    {
      name: 'sip-engine-and-rtp-stand-alone',
      comment: 'they could be published: kernel only',
      severity: 'error',
      from: { path: '^packages/(sip-engine|rtp)/src/', pathNot: '\\.test\\.ts$|/testing/' },
      to: { path: '^packages/', pathNot: '^packages/(kernel|sip-engine|rtp)/' },
    },
    {
      name: 'only-store-knows-sqlite',
      severity: 'error',
      from: { pathNot: '^packages/(store|bus)/' },
      to: { path: '^(node:)?sqlite$' },
    },
    {
      name: 'only-standalone-main-composes',
      comment: 'nothing imports a main.ts',
      severity: 'error',
      from: {},
      to: { path: '/main\\.ts$' },
    },
    { name: 'no-orphan-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['/gen/', '/web/', '/dist/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
