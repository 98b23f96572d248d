import { lazy, Suspense, useState } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { AlertsProvider } from './alerts/AlertsProvider.tsx';
import { Frame } from './frame/Frame.tsx';
import { Mishap } from './frame/Mishap.tsx';
import { createCursor, CursorProvider } from './host/cursor.ts';
import { RangeProvider } from './host/RangeProvider.tsx';
import { useTokens } from './ui/scheme.ts';

const Overview = lazy(async () => ({ default: (await import('./overview/Overview.tsx')).Overview }));
const Explore = lazy(async () => ({ default: (await import('./explore/Explore.tsx')).Explore }));
const Machines = lazy(async () => ({ default: (await import('./inventory/Machines.tsx')).Machines }));
const MachinePage = lazy(async () => ({ default: (await import('./inventory/MachinePage.tsx')).MachinePage }));
const Targets = lazy(async () => ({ default: (await import('./targets/Targets.tsx')).Targets }));
const ImportPrometheus = lazy(async () => ({ default: (await import('./prometheus/ImportPrometheus.tsx')).ImportPrometheus }));
const Imports = lazy(async () => ({ default: (await import('./imports/Imports.tsx')).Imports }));
const Outgoing = lazy(async () => ({ default: (await import('./outgoing/Outgoing.tsx')).Outgoing }));
const Accounts = lazy(async () => ({ default: (await import('./accounts/Accounts.tsx')).Accounts }));
const Hosts = lazy(async () => ({ default: (await import('./hosts/Hosts.tsx')).Hosts }));
const ImportHosts = lazy(async () => ({ default: (await import('./hosts/ImportHosts.tsx')).ImportHosts }));
const Probes = lazy(async () => ({ default: (await import('./probes/Probes.tsx')).Probes }));
const Alerts = lazy(async () => ({ default: (await import('./alerts/Alerts.tsx')).Alerts }));
const AlertHistory = lazy(async () => ({ default: (await import('./alerts/History.tsx')).History }));
const Rules = lazy(async () => ({ default: (await import('./alerts/Rules.tsx')).Rules }));
const Audit = lazy(async () => ({ default: (await import('./audit/Audit.tsx')).Audit }));
const Silences = lazy(async () => ({ default: (await import('./silences/Silences.tsx')).Silences }));
const Notifications = lazy(async () => ({ default: (await import('./receivers/Notifications.tsx')).Notifications }));
const Settings = lazy(async () => ({ default: (await import('./settings/Settings.tsx')).Settings }));

/** Every screen by its address; each is loaded when first opened. */
export function App() {
  useTokens();
  const [cursor] = useState(createCursor);
  const [path] = useLocation();
  return (
    <RangeProvider>
      <CursorProvider value={cursor}>
        <AlertsProvider><Frame>
          <Mishap key={path.split('/')[1]}><Suspense fallback={null}>
            <Switch>
              <Route path="/"><Overview /></Route>
              <Route path="/explore"><Explore /></Route>
              <Route path="/machines"><Machines /></Route>
              <Route path="/machines/:source/:job/:instance"><MachinePage /></Route>
              <Route path="/targets"><Targets /></Route>
              <Route path="/targets/import"><ImportPrometheus /></Route>
              <Route path="/import"><Imports /></Route>
              <Route path="/export/:part?"><Outgoing /></Route>
              <Route path="/accounts"><Accounts /></Route>
              <Route path="/hosts"><Hosts /></Route>
              <Route path="/hosts/import"><ImportHosts /></Route>
              <Route path="/probes"><Probes /></Route>
              <Route path="/alerts"><Alerts /></Route>
              <Route path="/alerts/history"><AlertHistory /></Route>
              <Route path="/alerts/rules"><Rules /></Route>
              <Route path="/silences"><Silences /></Route>
              <Route path="/notifications/:part?"><Notifications /></Route>
              <Route path="/audit"><Audit /></Route>
              <Route path="/settings/:section?"><Settings /></Route>
              <Route><Redirect to="/" replace /></Route>
            </Switch>
          </Suspense></Mishap>
        </Frame></AlertsProvider>
      </CursorProvider>
    </RangeProvider>
  );
}
