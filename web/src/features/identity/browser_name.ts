const browsers: [RegExp, string][] = [
  [/Edg\//, 'Edge'], [/CocCoc|coc_coc/i, 'Cốc Cốc'], [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'], [/Safari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
  [/Android/, 'Android'], [/iPhone|iPad/, 'iPhone/iPad'], [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'], [/Linux/, 'Linux'],
];

/** `Chrome · Android` from a browser's long self-description. */
export function browser_name(agent: string): string {
  const first = (table: [RegExp, string][]) => table.find(([sign]) => sign.test(agent))?.[1];
  const names = [first(browsers), first(systems)].filter(Boolean);
  return names.length > 0 ? names.join(' · ') : agent.slice(0, 60) || '—';
}
