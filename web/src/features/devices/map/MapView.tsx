import { useComputedColorScheme } from '@mantine/core';
import type { FeatureCollection, Geometry, Position } from 'geojson';
import {
  type GeoJSONSource, Map as GlMap, type MapMouseEvent, NavigationControl, setWorkerUrl,
} from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import worker_url from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Note } from '../../../components/Note';
import type { Circle, Point } from '../shapes';
import { type Bounds, edge, type Placed, points_of, ring_around } from './features';
import { page_colours, style_of } from './style';

setWorkerUrl(worker_url);

interface MapViewProps {
  label: string;
  devices: Placed[];
  /** Shown at first, and again when it changes. */
  bounds: Bounds;
  circles?: Circle[];
  polygons?: Point[][];
  /** Of a polygon that is being drawn. */
  corners?: Point[];
  /** What is drawn for an exercise is not red. */
  calm?: boolean;
  height?: string;
  /** A device was pressed. */
  on_device?: (id: string) => void;
  /** A place was pressed where no device is. */
  on_place?: (place: Point) => void;
}

function can_draw(): boolean {
  try {
    return document.createElement('canvas').getContext('webgl2') !== null;
  } catch {
    return false;
  }
}

/** The country without a tile server: outlines, names and devices, drawn by the browser alone. */
export function MapView(props: MapViewProps) {
  const { t } = useTranslation('devices');
  const [drawable] = useState(can_draw);
  return drawable ? <Drawn {...props} /> : <Note tone="warn">{t('map.no_webgl')}</Note>;
}

const at = ({ longitude, latitude }: Point): Position => [longitude, latitude];
const nothing_drawn: Point[] = [];

function drawing_of(circles: Circle[], polygons: Point[][], corners: Point[]): FeatureCollection {
  const closed = [
    ...circles.map(({ centre, metres }) => ring_around(centre, metres)),
    ...polygons.map((one) => [...one, ...one.slice(0, 1)].map(at)),
  ];
  const shapes: Geometry[] = [
    ...closed.map((ring): Geometry => ({ type: 'Polygon', coordinates: [ring] })),
    ...corners.map((one): Geometry => ({ type: 'Point', coordinates: at(one) })),
    ...(corners.length > 1
      ? [{ type: 'LineString' as const, coordinates: corners.map(at) }] : []),
  ];
  return {
    type: 'FeatureCollection',
    features: shapes.map((geometry) => ({ type: 'Feature', properties: {}, geometry })),
  };
}

function Drawn({
  label, devices, bounds, circles, polygons, corners = nothing_drawn, calm = false, height,
  on_device, on_place,
}: MapViewProps) {
  const box = useRef<HTMLDivElement>(null);
  const [map, set_map] = useState<GlMap>();
  const scheme = useComputedColorScheme('light');
  const acts = useRef({ on_device, on_place });
  acts.current = { on_device, on_place };
  const first_bounds = useRef(bounds);

  useEffect(() => {
    if (!box.current) return;
    const made = new GlMap({
      container: box.current, style: style_of(page_colours(), calm), bounds: first_bounds.current,
      fitBoundsOptions: { padding: 30, maxZoom: 13 }, maxBounds: edge, maxZoom: 17,
      attributionControl: false, dragRotate: false, pitchWithRotate: false, fadeDuration: 0,
    });
    made.touchZoomRotate.disableRotation();
    made.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    made.on('click', (event) => void press(made, event, acts.current));
    for (const layer of ['devices', 'clusters']) {
      made.on('mouseenter', layer, () => (made.getCanvas().style.cursor = 'pointer'));
      made.on('mouseleave', layer, () => (made.getCanvas().style.cursor = ''));
    }
    made.once('load', () => set_map(made));
    return () => {
      set_map(undefined);
      made.remove();
    };
  }, [scheme, calm]);

  useEffect(() => {
    map?.getSource<GeoJSONSource>('devices')?.setData(points_of(devices));
  }, [map, devices]);
  useEffect(() => {
    map?.getSource<GeoJSONSource>('drawn')
      ?.setData(drawing_of(circles ?? [], polygons ?? [], corners));
  }, [map, circles, polygons, corners]);
  useEffect(() => {
    map?.getCanvas().setAttribute('aria-label', label);
  }, [map, label]);
  const shown = useRef(bounds);
  useEffect(() => {
    if (!map || shown.current.join() === bounds.join()) return;
    shown.current = bounds;
    map.fitBounds(bounds, { padding: 30, maxZoom: 13, animate: false });
  }, [map, bounds]);

  return (
    <div ref={box} className="map" style={{ height: height ?? '60vh' }}
      data-ready={map ? true : undefined} />
  );
}

/** A cluster opens, a device is chosen, and anything else is a place. */
async function press(
  map: GlMap, event: MapMouseEvent, acts: Pick<MapViewProps, 'on_device' | 'on_place'>,
) {
  const [cluster] = map.queryRenderedFeatures(event.point, { layers: ['clusters'] });
  if (cluster && cluster.geometry.type === 'Point') {
    const source = map.getSource<GeoJSONSource>('devices');
    const zoom = await source?.getClusterExpansionZoom(Number(cluster.properties.cluster_id));
    const [longitude = 0, latitude = 0] = cluster.geometry.coordinates;
    map.easeTo({ center: [longitude, latitude], ...(zoom === undefined ? {} : { zoom }) });
    return;
  }
  const [device] = map.queryRenderedFeatures(event.point, { layers: ['devices'] });
  if (device && acts.on_device) acts.on_device(String(device.properties.id));
  else acts.on_place?.({ latitude: event.lngLat.lat, longitude: event.lngLat.lng });
}
