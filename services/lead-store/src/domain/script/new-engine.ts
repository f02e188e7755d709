import variant from '@jitl/quickjs-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';

/** A JavaScript engine with a memory of its own, which is given back when nobody holds it any more. */
export function newEngine(): Promise<QuickJSWASMModule> {
  // The package's types are of its CommonJS form, where the variant lies one level deeper.
  return newQuickJSWASMModuleFromVariant(variant as unknown as QuickJSSyncVariant);
}
