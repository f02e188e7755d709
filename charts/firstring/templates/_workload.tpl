{{- define "firstring.workload" -}}
{{- if and .facts.alone (or .values.autoscaling.enabled (gt (int .values.replicaCount) 1)) -}}
{{- fail (printf "%s runs as one pod: set replicaCount to 1 and autoscaling.enabled to false" .key) -}}
{{- end -}}
{{- $scaled := or .values.autoscaling.enabled (and .root.Values.keda.enabled (eq .key "dialback")) -}}
apiVersion: apps/v1
kind: {{ ternary "StatefulSet" "Deployment" (default false .facts.stateful) }}
metadata:
  {{- include "firstring.metadata" . | nindent 2 }}
spec:
  {{- if not $scaled }}
  replicas: {{ .values.replicaCount }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "firstring.selector" . | nindent 6 }}
  {{- if .facts.stateful }}
  serviceName: {{ .name }}
  podManagementPolicy: Parallel
  updateStrategy:
    type: {{ .values.updateStrategy | default "RollingUpdate" }}
  {{- with .values.persistence }}
  {{- if .enabled }}
  persistentVolumeClaimRetentionPolicy:
    whenDeleted: Delete
    whenScaled: Retain
  volumeClaimTemplates:
    - metadata:
        name: kept
      spec:
        accessModes: [ReadWriteOnce]
        {{- with .storageClass }}
        storageClassName: {{ . }}
        {{- end }}
        resources:
          requests:
            storage: {{ .size }}
  {{- end }}
  {{- end }}
  {{- else if .facts.alone }}
  strategy:
    type: Recreate
  {{- else }}
  strategy:
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
  {{- end }}
  template:
    {{- include "firstring.pod" . | nindent 4 }}
{{- end -}}
