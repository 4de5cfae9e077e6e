{{- define "netsmith.name" -}}
{{- printf "%s-netsmith" .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "netsmith.selector" -}}
app.kubernetes.io/name: netsmith
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "netsmith.labels" -}}
{{ include "netsmith.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}
