cask "slotshell" do
  version "${version}"

  on_arm do
    sha256 "${sha256:mac-arm64.dmg}"
    url "${base}/${file:mac-arm64.dmg}"
  end
  on_intel do
    sha256 "${sha256:mac-x64.dmg}"
    url "${base}/${file:mac-x64.dmg}"
  end

  name "Slotshell"
  desc "Shell for Redis and Valkey clusters"
  homepage "${homepage}"

  depends_on macos: ">= :monterey"

  app "Slotshell.app"
  binary "#{appdir}/Slotshell.app/Contents/Resources/command/slotshell"

  zap trash: [
    "~/Library/Application Support/Slotshell",
    "~/Library/Logs/Slotshell",
    "~/Library/Preferences/dev.slotshell.app.plist",
    "~/Library/Saved Application State/dev.slotshell.app.savedState",
  ]
end
