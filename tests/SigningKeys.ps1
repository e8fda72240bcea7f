# A key that is made for a test, and with which the repository of Invoke-Git signs. Dot-source it in BeforeAll; Remove-SigningKey belongs in a finally.
function New-SigningKey([string] $Format, [string] $Folder, [string] $Name, [string] $Address) {
    $program = @{ openpgp = 'gpg'; ssh = 'ssh-keygen' }[$Format]
    if (-not @(Get-Command $program -CommandType Application -ErrorAction SilentlyContinue)) { Set-ItResult -Skipped -Because "$program is not installed" }
    $null = New-Item $Folder -ItemType Directory
    if ($Format -eq 'openpgp') {
        # gpg refuses a home that others can read.
        if (-not $IsWindows) { & chmod 700 $Folder }
        $script:gnupgHome = @($env:GNUPGHOME)
        $env:GNUPGHOME = $Folder
        $null = & gpg --batch --quiet --pinentry-mode loopback --passphrase '' --quick-generate-key "$Name <$Address>" ed25519 sign never 2>&1
    }
    else {
        $key = Join-Path $Folder key
        $null = & ssh-keygen -q -t ed25519 -N '' -C test -f $key
        Set-Content $Folder/allowed "$Address $(Get-Content "$key.pub")"
        $null = Invoke-Git config user.signingKey $key
        $null = Invoke-Git config gpg.ssh.allowedSignersFile "$Folder/allowed"
    }
    $LASTEXITCODE | Should -Be 0
    $null = Invoke-Git config gpg.format $Format
}
function Remove-SigningKey {
    if ($script:gnupgHome) {
        $null = & gpgconf --kill all 2>&1
        $env:GNUPGHOME = $script:gnupgHome[0]
        $script:gnupgHome = $null
    }
    foreach ($name in 'gpg.format', 'user.signingKey', 'gpg.ssh.allowedSignersFile') { $null = Invoke-Git config --unset $name }
}
