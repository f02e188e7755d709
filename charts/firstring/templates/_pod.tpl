{{- define "firstring.pod" -}}
metadata:
  labels:
    {{- include "firstring.selector" . | nindent 4 }}
    {{- with merge (dict) .values.podLabels .root.Values.commonLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .values.podAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- include "firstring.podBase" . | nindent 2 }}
  terminationGracePeriodSeconds: {{ include "firstring.grace" . }}
  {{- if and (eq .key "sip") .values.server.hostNetwork }}
  hostNetwork: true
  dnsPolicy: ClusterFirstWithHostNet
  {{- end }}
  {{- if eq .key "sip" }}
  initContainers:
    {{- include "firstring.sipSidecars" . | nindent 4 }}
  {{- end }}
  containers:
    - name: {{ kebabcase .key }}
      image: {{ include "firstring.image" (dict "root" .root "image" .values.image) }}
      imagePullPolicy: {{ default "IfNotPresent" .values.image.pullPolicy }}
      env:
        {{- include "firstring.env" . | nindent 8 }}
      ports:
        - { name: admin, containerPort: {{ include "firstring.adminPort" . }} }
        {{- with .facts.grpc }}
        - { name: grpc, containerPort: {{ . }} }
        {{- end }}
        {{- with .facts.http }}
        - { name: http, containerPort: {{ . }} }
        {{- end }}
      # A start reads the log, so it may take; whether Kafka or MongoDB answers is for readiness alone.
      startupProbe:
        httpGet: { path: /livez, port: admin }
        periodSeconds: 1
        failureThreshold: 300
      livenessProbe:
        httpGet: { path: /livez, port: admin }
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet: { path: /readyz, port: admin }
        periodSeconds: 2
        timeoutSeconds: 3
        failureThreshold: 2
      resources:
        {{- toYaml .values.resources | nindent 8 }}
      securityContext:
        {{- include "firstring.containerSecurity" . | nindent 8 }}
      volumeMounts:
        - { name: scratch, mountPath: /tmp }
        {{- include "firstring.seamMounts" .root | nindent 8 }}
        {{- with .values.persistence }}
        {{- if .enabled }}
        - { name: kept, mountPath: /var/lib/firstring }
        {{- end }}
        {{- end }}
        {{- if and (eq .key "console") .root.Values.recordings.existingClaim }}
        - { name: recordings, mountPath: /var/lib/recordings, readOnly: true }
        {{- end }}
        {{- with .values.extraVolumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    - { name: scratch, emptyDir: {} }
    {{- include "firstring.seamVolumes" .root | nindent 4 }}
    {{- if and (has .key (list "console" "sip")) .root.Values.recordings.existingClaim }}
    - name: recordings
      persistentVolumeClaim: { claimName: {{ .root.Values.recordings.existingClaim }} }
    {{- end }}
    {{- with .values.extraVolumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end -}}

{{/* What every pod of ours has, the migration's and the test's too. */}}
{{- define "firstring.podBase" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
{{- with .root.Values.global.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .values.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- toYaml . | nindent 2 }}
{{- end }}
affinity:
  {{- if .values.affinity }}
  {{- toYaml .values.affinity | nindent 2 }}
  {{- else }}
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              {{- include "firstring.selector" . | nindent 14 }}
  {{- end }}
{{- end -}}

{{- define "firstring.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{- define "firstring.adminPort" -}}9464{{- end -}}

{{/* Seconds a pod may take to end. A drain that is longer than that would be cut, so it is refused. */}}
{{- define "firstring.grace" -}}
{{- $grace := int .values.terminationGracePeriodSeconds -}}
{{- $drain := 0 -}}
{{- if eq .key "sip" }}{{ $drain = div (int (default 20000 .values.config.SIP_DRAIN_MS)) 1000 }}{{ end -}}
{{- $needed := add $drain (int .values.drainNoticeSeconds) 10 -}}
{{- if lt $grace (int $needed) -}}
{{- fail (printf "%s.terminationGracePeriodSeconds is %d, and its drain takes up to %d s: make it larger" .key $grace $needed) -}}
{{- end -}}
{{- $grace -}}
{{- end -}}
