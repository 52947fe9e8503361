; What the app itself has put into the registry of this user goes with it. An update removes the old version first, and
; must leave it alone.
!macro customUnInstall
  ${ifNot} ${isUpdated}
    DeleteRegKey HKCU "Software\Classes\gatehouse"
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "io.gatehouse.app"
  ${endIf}
!macroend
