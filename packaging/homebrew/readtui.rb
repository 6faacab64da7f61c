# Untested. For a tap of your own: homebrew-core wants every dependency as a resource, built from source.
class Readtui < Formula
  desc "Read articles in the terminal and annotate them"
  homepage "https://example.org/readtui"
  url "https://example.org/readtui/readtui-0.2.0.tar.gz"
  sha256 "0000000000000000000000000000000000000000000000000000000000000000"
  license "MIT"

  depends_on "python@3.13"

  def install
    system Formula["python@3.13"].opt_bin/"python3.13", "-m", "venv", libexec
    system libexec/"bin/python", "-m", "pip", "install", buildpath
    bin.install_symlink libexec/"bin/readtui"
    files = libexec/"share"
    man1.install_symlink files/"man/man1/readtui.1"
    bash_completion.install_symlink files/"bash-completion/completions/readtui"
    zsh_completion.install_symlink files/"zsh/site-functions/_readtui"
    fish_completion.install_symlink files/"fish/vendor_completions.d/readtui.fish"
  end

  test do
    ENV["READTUI_LIBRARY"] = testpath/"library"
    ENV["READTUI_STATE"] = testpath/"state"
    (testpath/"note.md").write "# A title\n\nA sentence to read.\n"
    system bin/"readtui", "add", "note.md"
    assert_match "A title", shell_output("#{bin}/readtui list")
  end
end
