; Per user: nothing here needs an administrator.
!macro registerScheme SCHEME
  WriteRegStr HKCU "Software\Classes\Slotshell.${SCHEME}" "" "URL:${SCHEME}"
  WriteRegStr HKCU "Software\Classes\Slotshell.${SCHEME}" "URL Protocol" ""
  WriteRegStr HKCU "Software\Classes\Slotshell.${SCHEME}\shell\open\command" "" '"$INSTDIR\Slotshell.exe" --link "%1"'
  ; Offered for links of this kind; which program opens them is the user's choice.
  WriteRegStr HKCU "Software\Slotshell\Capabilities\URLAssociations" "${SCHEME}" "Slotshell.${SCHEME}"
!macroend

!macro customInstall
  WriteRegStr HKCU "Software\Slotshell\Capabilities" "ApplicationName" "Slotshell"
  WriteRegStr HKCU "Software\Slotshell\Capabilities" "ApplicationDescription" "Shell for Redis and Valkey clusters"
  !insertmacro registerScheme "redis"
  !insertmacro registerScheme "rediss"
  WriteRegStr HKCU "Software\RegisteredApplications" "Slotshell" "Software\Slotshell\Capabilities"
  ; slotshell in a terminal, by its name.
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\slotshell.exe" "" "$INSTDIR\resources\command\slotshell.exe"
!macroend

!macro customUnInstall
  DeleteRegKey HKCU "Software\Classes\Slotshell.redis"
  DeleteRegKey HKCU "Software\Classes\Slotshell.rediss"
  DeleteRegValue HKCU "Software\RegisteredApplications" "Slotshell"
  DeleteRegKey HKCU "Software\Slotshell"
  DeleteRegKey HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\slotshell.exe"
!macroend
