declare module 'virtual:molnos-types' {
  const types: import('./parts/type-paths.ts').Types;
  export default types;
}
