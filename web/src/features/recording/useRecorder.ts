import { useCallback, useEffect, useRef, useState } from 'react';

export type RecorderState =
  'off' | 'asking' | 'recording' | 'paused' | 'done' | 'refused' | 'missing';

export interface Level {
  rms_db: number;
  peak_db: number;
}
const silence: Level = { rms_db: -100, peak_db: -100 };

const bits_per_second = 96_000;
const look_ms = 100;
/** Browsers differ in what they write; the server reads all of these. */
const types = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];

interface Session {
  recorder: MediaRecorder;
  context: AudioContext;
  watch: number;
}

function why(error: unknown): RecorderState {
  const name = error instanceof DOMException ? error.name : '';
  return name === 'NotAllowedError' || name === 'SecurityError' ? 'refused' : 'missing';
}

const decibels = (value: number) => (value > 0 ? 20 * Math.log10(value) : -100);

function level_in(samples: Float32Array): Level {
  let sum = 0;
  let peak = 0;
  for (const one of samples) {
    sum += one * one;
    peak = Math.max(peak, Math.abs(one));
  }
  return { rms_db: decibels(Math.sqrt(sum / samples.length)), peak_db: decibels(peak) };
}

/** Everything that holds the microphone is let go; the browser's sign in the tab goes out. */
function close(session: Session) {
  clearInterval(session.watch);
  for (const track of session.recorder.stream.getTracks()) track.stop();
  void session.context.close();
}

/** One recording from the microphone of this machine: how loud, how long, paused, done. */
export function useRecorder() {
  const [state, set_state] = useState<RecorderState>('off');
  const [level, set_level] = useState(silence);
  const [length_ms, set_length] = useState(0);
  const [bytes, set_bytes] = useState<Blob>();
  const session = useRef<Session | undefined>(undefined);

  const drop = useCallback(() => {
    const running = session.current;
    session.current = undefined;
    if (!running) return;
    running.recorder.onstop = null;
    if (running.recorder.state !== 'inactive') running.recorder.stop();
    close(running);
  }, []);
  useEffect(() => drop, [drop]);

  const listen = useCallback((stream: MediaStream): Session => {
    const context = new AudioContext();
    const hearing = context.createAnalyser();
    hearing.fftSize = 2048;
    context.createMediaStreamSource(stream).connect(hearing);
    const samples = new Float32Array(hearing.fftSize);
    const mimeType = types.find((one) => MediaRecorder.isTypeSupported(one));
    const recorder = new MediaRecorder(stream, {
      ...(mimeType ? { mimeType } : {}), audioBitsPerSecond: bits_per_second,
    });
    const watch = window.setInterval(() => {
      hearing.getFloatTimeDomainData(samples);
      set_level(level_in(samples));
      if (recorder.state === 'recording') set_length((before) => before + look_ms);
    }, look_ms);
    const pieces: Blob[] = [];
    recorder.ondataavailable = ({ data }) => pieces.push(data);
    recorder.onstop = () => {
      set_bytes(new Blob(pieces, { type: recorder.mimeType }));
      set_state('done');
      if (session.current) close(session.current);
      session.current = undefined;
    };
    return { recorder, context, watch };
  }, []);

  const start = useCallback(async () => {
    drop();
    set_bytes(undefined);
    set_length(0);
    set_level(silence);
    set_state('asking');
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: { channelCount: 1, echoCancellation: false, noiseSuppression: true },
      });
      session.current = listen(stream);
      session.current.recorder.start(1000);
      set_state('recording');
    } catch (error) {
      drop();
      set_state(why(error));
    }
  }, [drop, listen]);

  const pause = () => {
    session.current?.recorder.pause();
    set_state('paused');
  };
  const go_on = () => {
    session.current?.recorder.resume();
    set_state('recording');
  };
  const finish = () => session.current?.recorder.stop();
  const forget = () => {
    drop();
    set_bytes(undefined);
    set_state('off');
  };
  return { state, level, length_ms, bytes, start, pause, go_on, finish, forget };
}
