import type { FeatureCollection, Point } from 'geojson';
import type { StyleSpecification } from 'maplibre-gl';
import { archipelagos } from './islands';
import provinces from './provinces.json';

/** The colours of the scheme in force, taken from the page. */
export interface MapColours {
  sea: string;
  land: string;
  line: string;
  text: string;
  dimmed: string;
  accent: string;
  good: string;
  warn: string;
  quiet: string;
  emergency: string;
}

const font = ['Be Vietnam Pro'];
const empty: FeatureCollection = { type: 'FeatureCollection', features: [] };

function points(list: { name: string; at: number[] }[]): FeatureCollection<Point> {
  return {
    type: 'FeatureCollection',
    features: list.map(({ name, at }) => ({
      type: 'Feature', properties: { name }, geometry: { type: 'Point', coordinates: at },
    })),
  };
}

const names = points(provinces.features.map(({ properties: { name, label } }) =>
  ({ name, at: label })));
const islands = points(archipelagos.flatMap((one) =>
  one.islands.map((at) => ({ name: one.name, at }))));
const island_names = points(archipelagos.map(({ name, label }) => ({ name, at: label })));

/** Everything in it comes from this file: no tile, font or picture is asked of any host. */
export function style_of(colours: MapColours, calm: boolean): StyleSpecification {
  const drawn = calm ? colours.accent : colours.emergency;
  const tone: [string, ...unknown[]] = [
    'match', ['get', 'condition'], 'online', colours.good, 'playing', colours.accent,
    ['silent_able', 'silent_dead'], colours.warn, colours.quiet,
  ];
  return {
    version: 8,
    sources: {
      provinces: { type: 'geojson', data: provinces as FeatureCollection },
      names: { type: 'geojson', data: names },
      islands: { type: 'geojson', data: islands },
      island_names: { type: 'geojson', data: island_names },
      drawn: { type: 'geojson', data: empty },
      devices: {
        type: 'geojson', data: empty, cluster: true, clusterRadius: 44, clusterMaxZoom: 13,
        clusterProperties: { silent: ['+', ['case', ['get', 'silent'], 1, 0]] },
      },
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': colours.sea } },
      { id: 'land', type: 'fill', source: 'provinces', paint: { 'fill-color': colours.land } },
      { id: 'borders', type: 'line', source: 'provinces',
        paint: { 'line-color': colours.line, 'line-width': 1 } },
      { id: 'islands', type: 'circle', source: 'islands',
        paint: { 'circle-radius': 2.2, 'circle-color': colours.land,
          'circle-stroke-color': colours.line, 'circle-stroke-width': 1 } },
      { id: 'names', type: 'symbol', source: 'names', minzoom: 5,
        layout: { 'text-field': ['get', 'name'], 'text-font': font, 'text-size': 12 },
        paint: { 'text-color': colours.dimmed, 'text-halo-color': colours.land,
          'text-halo-width': 1.5 } },
      { id: 'island-names', type: 'symbol', source: 'island_names',
        layout: { 'text-field': ['get', 'name'], 'text-font': font, 'text-size': 12,
          'text-allow-overlap': true, 'text-ignore-placement': true },
        paint: { 'text-color': colours.text, 'text-halo-color': colours.sea,
          'text-halo-width': 1.5 } },
      { id: 'drawn', type: 'fill', source: 'drawn',
        filter: ['==', ['geometry-type'], 'Polygon'],
        paint: { 'fill-color': drawn, 'fill-opacity': 0.18 } },
      { id: 'drawn-edge', type: 'line', source: 'drawn',
        paint: { 'line-color': drawn, 'line-width': 2 } },
      { id: 'drawn-corners', type: 'circle', source: 'drawn',
        filter: ['==', ['geometry-type'], 'Point'],
        paint: { 'circle-color': drawn, 'circle-radius': 5 } },
      { id: 'clusters', type: 'circle', source: 'devices', filter: ['has', 'point_count'],
        paint: {
          'circle-color': colours.land,
          'circle-stroke-color': ['case', ['>', ['get', 'silent'], 0], colours.warn, colours.good],
          'circle-stroke-width': 3,
          'circle-radius': ['step', ['get', 'point_count'], 14, 20, 18, 200, 23, 2000, 28],
        } },
      { id: 'cluster-counts', type: 'symbol', source: 'devices', filter: ['has', 'point_count'],
        layout: { 'text-field': ['number-format', ['get', 'point_count'], { locale: 'vi-VN' }], 'text-font': font,
          'text-size': 12, 'text-allow-overlap': true },
        paint: { 'text-color': colours.text } },
      { id: 'devices', type: 'circle', source: 'devices', filter: ['!', ['has', 'point_count']],
        paint: {
          'circle-color': tone as never, 'circle-radius': 8,
          'circle-stroke-color': colours.land, 'circle-stroke-width': 2,
        } },
      { id: 'device-names', type: 'symbol', source: 'devices', minzoom: 12,
        filter: ['!', ['has', 'point_count']],
        layout: { 'text-field': ['get', 'name'], 'text-font': font, 'text-size': 12,
          'text-offset': [0, 1.1], 'text-anchor': 'top' },
        paint: { 'text-color': colours.text, 'text-halo-color': colours.land,
          'text-halo-width': 1.5 } },
    ],
  };
}

export function page_colours(): MapColours {
  const page = getComputedStyle(document.documentElement);
  const value = (name: string) => page.getPropertyValue(name).trim();
  return {
    sea: value('--map-sea'), land: value('--surface'), line: value('--map-line'),
    text: value('--mantine-color-text'), dimmed: value('--mantine-color-dimmed'),
    accent: value('--accent-ink'), good: value('--good-ink'), warn: value('--warn-ink'),
    quiet: value('--mantine-color-dimmed'), emergency: value('--emergency'),
  };
}
