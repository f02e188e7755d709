import type { ServiceImplementation } from '@firstring/service-kit';

/** An implementation of the methods a test needs; the others say that nobody expected them. */
export function partial(
  definition: { readonly methods: object },
  methods: object,
): ServiceImplementation<never> {
  const missing = Object.keys(definition.methods).map((name) => [
    name,
    async () => {
      throw new Error(`no test expected ${name}`);
    },
  ]);
  return { ...Object.fromEntries(missing), ...methods } as ServiceImplementation<never>; // every method is there
}
